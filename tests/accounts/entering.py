"""Signing up, as the pages have it done."""

from __future__ import annotations

import re

PASSWORD = "a-long-enough-pass-phrase"


def sign_up(client, email: str, *, password: str = PASSWORD, name: str = "Newcomer", **more):
    data = {"email": email, "name": name, "password1": password, **more}
    return client.post("/account/signup/", data, follow=True)


def code_in(message) -> str:
    return re.search(r"^ {4}(\S+)$", message.body, re.MULTILINE).group(1)


def enter_code(client, code: str, *, follow=True):
    return client.post("/account/confirm-email/", {"code": code}, follow=follow)


def without_tokens(answer) -> str:
    """The page, apart from what is random in every page, and from the address that was typed."""
    text = re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken&quot;: &quot;)"?\w+', "", answer.text)
    text = re.sub(r'"x-csrftoken": "\w+"', "", text)
    return re.sub(r"[\w.]+@[\w.]+", "ADDRESS", text)

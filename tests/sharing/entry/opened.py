"""The page of an entry, opened by somebody."""

import re

from django.urls import reverse

MOST_QUERIES = 10
FOR_STAIRS = 3


def page_of(client, entry, user=None):
    if user is None:
        client.logout()
    else:
        client.force_login(user)
    return client.get(reverse("sharing:entry_detail", args=[entry.public_id]))


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))

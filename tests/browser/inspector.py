"""Looks at one page after the other: what axe says of it, what is wider than a phone, what the console says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import Page
from tests.browser.stage import Stage, opened_stage

NARROW = {"width": 320, "height": 700}
WIDE = {"width": 1280, "height": 900}
# `preload` would fetch every stylesheet again, for rules about films and about turned screens, of which the
# first finds nothing here and the second is an experiment. Sizes of targets are WCAG 2.2's, and not on by themselves.
RULES = {
    "resultTypes": ["violations"],
    "preload": False,
    "rules": {"target-size": {"enabled": True}},
}
# What is shown inside the page of another program, such as a mail, has no landmarks of its own: of the rules,
# those of WCAG itself.
RULES_OF_WCAG = RULES | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# The two themes are the same page in other colours: in the dark, only the rules of colour are new.
RULES_OF_COLOUR = {
    "resultTypes": ["violations"],
    "preload": False,
    "runOnly": ["color-contrast", "link-in-text-block"],
}


class Inspector:
    """Looks at one page after the other, in one window, and keeps what is wrong with them."""

    def __init__(self, window, stage: Stage):
        self.window, self.stage = window, stage
        self.window.add_init_script(Axe().axe_script)
        self.complaints: list[str] = []
        self.window.on("console", self._hear)
        self.window.on("pageerror", lambda error: self.complain(str(error)))
        self.name = ""

    def complain(self, what: str) -> None:
        self.complaints.append(f"{self.name}: {what}")

    def _hear(self, message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complain(message.text)

    def look_at(self, page: Page, rules: dict = RULES) -> None:
        """Both themes at once: what is served is the same, so the page is opened once."""
        self.name = page.name
        answer = page.answer()
        if b"<html" not in answer.getvalue()[:2_000]:
            return self.complain(f"answered {answer.status_code}, and no page")
        self.window.emulate_media(color_scheme="light")
        self.window.goto(self.stage.show(page.path, answer, page.client))
        for theme, asked in (("light", rules), ("dark", RULES_OF_COLOUR)):
            self.window.emulate_media(color_scheme=theme)
            found = self.window.evaluate("rules => axe.run(rules)", asked)["violations"]
            for rule in found:
                targets = [node["target"] for node in rule["nodes"]][:3]
                self.complain(f"{theme}: {rule['id']} {targets}")
        self.window.set_viewport_size(NARROW)
        if self.window.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.complain("wider than 320 px")
        self.window.set_viewport_size(WIDE)
        return None


@contextmanager
def inspected(browser) -> Iterator[Inspector]:
    """An inspector; afterwards, nothing may be wrong with what it looked at."""
    with opened_stage() as stage:
        context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
        inspector = Inspector(context.new_page(), stage)
        yield inspector
        context.close()
    assert not inspector.complaints, "\n".join(inspector.complaints)

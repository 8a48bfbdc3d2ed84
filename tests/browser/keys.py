"""Somebody who has a keyboard only, and sees where they are at every step."""

from __future__ import annotations

from playwright.sync_api import Page

FURTHEST = 120  # steps with Tab; no page has as many places to stop at

# What has the focus: its name, and what is wrong with how it is shown. A box that is drawn by its label is
# looked at there. A ring is an outline that is wide enough and not see-through.
LOOK = """() => {
  const held = document.activeElement;
  if (!held || held === document.body) return { name: "", wrong: "nothing has the focus" };
  const name = held.getAttribute("aria-label") || held.labels?.[0]?.innerText || held.innerText || held.name || held.id;
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    if (box.width < 3 || box.height < 3) return false;
    const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 12), 1), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
      && top !== null && (one.contains(top) || top.contains(one));
  };
  const ringed = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && !/, 0\\)$/.test(style.outlineColor);
  };
  const shown = [held, held.closest("label")].filter(Boolean);
  const wrong = !shown.some(seen) ? "not to be seen" : !shown.some((one) => seen(one) && ringed(one)) ? "without a ring" : "";
  return { name: name.trim(), wrong };
}"""


class Keys:
    """Presses keys, and looks after each where the focus is."""

    def __init__(self, page: Page):
        page.emulate_media(reduced_motion="reduce")  # where the focus goes, the page is at once
        self.page = page
        self.complaints: list[str] = []

    def press(self, key: str) -> str:
        """Press it; returns the name of what has the focus then."""
        self.page.keyboard.press(key)
        return self.look()

    def follow(self, key: str = "Enter") -> None:
        """Press it on something that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def look(self) -> str:
        found = self.page.evaluate(LOOK)
        if found["wrong"]:
            self.complaints.append(f"{self.page.url}: {found['name']!r} is {found['wrong']}")
        return found["name"]

    def tab_to(self, name: str, key: str = "Tab") -> None:
        """Go on until what has the focus is called so, in one of the lines of its name."""
        passed = []
        for _step in range(FURTHEST):
            passed.append(self.press(key))
            if name in passed[-1].split("\n"):
                return
        raise AssertionError(f"No {name!r} on the way: {passed}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

"""Why an entry is suggested: one true sentence, made of what scored. The matching words are marked.

A reason names only what its reader can see: words of both entries, a theme of both, a title of their
own. Where nothing can be named it says so: the two texts mean nearly the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext

MOST_WORDS = 3
ENOUGH = 0.02  # of the cosine of two keyword lists, below which a shared word is an accident
ENOUGH_TOGETHER = 0.1  # of all shared words
OUTWEIGHS = 3  # times what a phrase adds, from which one of its words stands for itself

# Deviations of two texts from which a reason is said, apart from what their themes add to their score: a
# theme names a subject, not the problem, and two words may be of two things ("weather and panels"). Of real
# entries with less, no more were of one purpose than by chance (docs/discovery.md, "What a reason needs").
MEANT = {"words": 3.8, "told_in": 3.8, "meaning": 4.4}
WITH_A_THEME = 3.0  # where a theme of both is named besides
HARDLY = min(WITH_A_THEME, *MEANT.values())  # below it nothing is said
SURELY = max(MEANT.values())  # from it on something always is

FEWEST_SINGLE_WORDS = 2

SENTENCES = {
    "words": gettext_lazy("Both are about {words}."),
    "words_and_theme": gettext_lazy("Both are about {words}, and carry the theme {theme}."),
    "theme_and_words": gettext_lazy("Both carry the theme {theme}, and are about {words}."),
    "meaning_and_theme": gettext_lazy("The texts are alike, and both carry the theme {theme}."),
    "theme_and_meaning": gettext_lazy("Both carry the theme {theme}, and the texts are alike."),
    "told_in": gettext_lazy("The texts are alike; this one is in {language}."),
    "meaning": gettext_lazy("The texts are alike as a whole, though no word stands out."),
    "wrote": gettext_lazy("You wrote “{title}”."),
    "applied": gettext_lazy("Your organisation applies “{title}”."),
    "saved": gettext_lazy("You saved “{title}”."),
    "useful": gettext_lazy("You found “{title}” useful."),
    "watched": gettext_lazy("You watch “{title}”."),
    "follows_theme": gettext_lazy("You follow the theme {theme}."),
    "asks_theme": gettext_lazy("You asked for more about {theme}."),
    "for_your_sector": gettext_lazy("Its writer says it is meant for {sector} too."),
    "near_your_sector": gettext_lazy("Close to “{title}”, from your sector {sector}."),
    "follows_sector": gettext_lazy("You follow the sector {sector}."),
    "barrier": gettext_lazy("You reported a barrier at “{title}”."),
    "fits_situation": gettext_lazy("Fits what you are about to do, as you told us."),
    "fits_named": gettext_lazy("Fits what you are about to do: “{situation}”."),
    "explores": gettext_lazy(
        "It stands further down, and is here to see whether it is of use to you."
    ),
}
LANGUAGES = {"en": gettext_lazy("English"), "nl": gettext_lazy("Dutch")}


@dataclass(frozen=True)
class Segment:
    """A piece of a sentence; `is_match` where it names what matched."""

    text: str
    is_match: bool = False
    language: str = ""  # where it is words of an entry

    @property
    def marked(self) -> SafeString | str:
        """As HTML: what matched is bold, and says its language where that is not the page's."""
        if not self.is_match:
            return self.text
        if self.language in ("", (get_language() or "en")[:2]):
            return format_html("<b>{}</b>", self.text)
        return format_html('<b lang="{}">{}</b>', self.language, self.text)


@dataclass(frozen=True)
class Reason:
    """What scored: `kind`, and what it names. A second sentence may say what both are about.

    `language`: of the title that it names.
    """

    kind: str
    words: tuple[str, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    also: Reason | None = field(default=None)
    language: str = ""

    def holds_at(self, nearness: float) -> bool:
        """Whether it is true enough to be said of texts so near: what nothing can be named of must be very near."""
        return nearness >= MEANT.get(self.kind, WITH_A_THEME)

    @property
    def segments(self) -> list[Segment]:
        """The sentence in the language of the reader, in pieces."""
        values = dict(self.params)
        if "language" in values:
            values["language"] = str(LANGUAGES.get(values["language"], values["language"]))
        found = []
        for piece in re.split(r"(\{\w+\})", str(SENTENCES[self.kind])):
            name = piece[1:-1] if piece.startswith("{") else ""
            if name == "words":
                found += list(_listed(self.words))
            elif name:
                language = self.language if name in ("title", "situation") else ""
                found.append(Segment(values[name], is_match=True, language=language))
            elif piece:
                found.append(Segment(piece))
        if self.also:
            found += [Segment(" "), *self.also.segments]
        return found

    @property
    def plain(self) -> str:
        """The sentence as text."""
        return "".join(segment.text for segment in self.segments)

    def __str__(self) -> SafeString:
        """The sentence as HTML, with the matching words in bold."""
        return format_html_join("", "{}", ((segment.marked,) for segment in self.segments))

    def __html__(self) -> SafeString:
        return str(self)


def _listed(words: Sequence[str]) -> Iterable[Segment]:
    """“a”, “a and b”, “a, b and c”."""
    for i, word in enumerate(words):
        if i:
            last = i == len(words) - 1
            yield Segment(pgettext("between the last two of a list", " and ") if last else ", ")
        yield Segment(word, is_match=True)


Keywords = Sequence[Sequence]  # [stem, as written, weight], as stored


def shared_words(mine: Keywords, theirs: Keywords) -> tuple[str, ...]:
    """What both texts name of their problem, as `theirs` writes it, by what it adds to their likeness.

    A word alone counts if another stands beside it, as part of a phrase of both, or at the head of
    both: one word that two texts share ("a door") may stand for two things.
    """
    own = {stem: weight for stem, _surface, weight in mine}
    length = _length(mine) * _length(theirs) or 1.0
    both = [
        (own[stem] * weight / length, stem, surface)
        for stem, surface, weight in theirs
        if stem in own
    ]
    both = sorted(
        (each for each in both if each[0] >= ENOUGH), key=lambda each: (-each[0], each[1])
    )
    phrases = [each for each in both if " " in each[1] and not _has_outweighing_word(each, both)]
    told = {part for _c, stem, _s in phrases for part in stem.split(" ")}
    single = [each for each in both if " " not in each[1] and each[1] not in told]
    if not phrases and len(single) < FEWEST_SINGLE_WORDS and not _heads(mine, theirs):
        return ()
    if sum(contribution for contribution, _stem, _surface in both) < ENOUGH_TOGETHER:
        return ()
    chosen = sorted([*phrases, *single], key=lambda each: (-each[0], each[1]))[:MOST_WORDS]
    return tuple(surface for _contribution, _stem, surface in chosen)


def _has_outweighing_word(phrase: tuple, both: list[tuple]) -> bool:
    """Whether “museums” is what two texts share, and “pilot museums” an accident."""
    parts = phrase[1].split(" ")
    return any(stem in parts and said >= OUTWEIGHS * phrase[0] for said, stem, _surface in both)


def _heads(mine: Keywords, theirs: Keywords) -> bool:
    """Whether a word is among the two that say most of either text."""
    return bool({each[0] for each in mine[:2]} & {each[0] for each in theirs[:2]})


def _length(keywords: Keywords) -> float:
    return sum(weight**2 for _stem, _surface, weight in keywords) ** 0.5


def of_pair(
    words: tuple[str, ...], theme: str, *, is_subject: bool, language: str, other_language: str
) -> Reason:
    """Why two entries are near: the words that both use, a theme that both carry, what weighs more first.

    `is_subject` says that the theme adds more to their likeness than their texts do.
    """
    if theme:
        named = (("theme", theme),)
        if words:
            return Reason("theme_and_words" if is_subject else "words_and_theme", words, named)
        return Reason("theme_and_meaning" if is_subject else "meaning_and_theme", params=named)
    if words:
        return Reason("words", words)
    if language != other_language:
        return Reason("told_in", params=(("language", other_language),))
    return Reason("meaning")

"""What was counted, with the words and shares that a page shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Sector
from sharing.models import (
    COUNTED_AS,
    BarrierAge,
    BarrierKind,
    BarrierState,
    Figures,
    Period,
    Step,
    Theme,
)

from .applications import STAIRS
from .parts import Bar, Cell, Flow, bars, leaders, named

SHADES = 5
RANKED = 8
MOST_IN_THE_WAY = {
    BarrierKind.LEGAL: gettext_lazy("Laws and rules stand in the way most"),
    BarrierKind.STANDARDS: gettext_lazy("Missing or clashing standards stand in the way most"),
    BarrierKind.INCENTIVES: gettext_lazy("Incentives stand in the way most"),
    BarrierKind.TECHNICAL: gettext_lazy("Technology stands in the way most"),
    BarrierKind.CULTURE: gettext_lazy("Habits and culture stand in the way most"),
    BarrierKind.FUNDING: gettext_lazy("A lack of funding stands in the way most"),
}
WHY_STOPPED = {
    "barrier": gettext_lazy("Met a barrier"),
    "failed": gettext_lazy("It did not work for us"),
    "otherwise": gettext_lazy("It worked, and something else came in between"),
    "unsaid": gettext_lazy("Another reason, in words"),
}


def figures_of(period: str = Period.YEAR) -> Numbers | None:
    """What was counted over this period; None while it was not: two queries."""
    figures = Figures.objects.filter(period=Period(period).value, counted_as=COUNTED_AS).first()
    return Numbers(figures, list(Sector.objects.by_name())) if figures else None


@dataclass
class Numbers:
    """One count, as a reader gets it: the same for every member."""

    figures: Figures
    sectors: list[Sector]

    def __getitem__(self, name: str):
        return self.figures.numbers[name]

    @property
    def period(self) -> Period:
        return Period(self.figures.period)

    @property
    def computed_at(self):
        return self.figures.computed_at

    @cached_property
    def starts_at(self) -> datetime | None:
        return datetime.fromisoformat(self["since"]) if self["since"] else None

    # Who learns from whom

    @cached_property
    def _cells(self) -> dict[tuple[int, int], int]:
        return {(giver, taker): number for giver, taker, number in self["crossings"]}

    @cached_property
    def by_id(self) -> dict[int, Sector]:
        return {sector.pk: sector for sector in self.sectors}

    @cached_property
    def total(self) -> int:
        return sum(self._cells.values())

    @cached_property
    def gives(self) -> Counter:
        found: Counter = Counter()
        for (giver, _taker), number in self._cells.items():
            found[giver] += number
        return found

    @cached_property
    def takes(self) -> Counter:
        found: Counter = Counter()
        for (_giver, taker), number in self._cells.items():
            found[taker] += number
        return found

    @cached_property
    def rows(self) -> list[tuple[Sector, list[Cell], int]]:
        """The table: a row for each giver, with its total."""
        most = max(self._cells.values(), default=0)
        return [
            (
                giver,
                [
                    Cell(giver, taker, n, -(-SHADES * n // most) if most else 0)
                    for taker in self.sectors
                    for n in [self._cells.get((giver.pk, taker.pk), 0)]
                ],
                self.gives[giver.pk],
            )
            for giver in self.sectors
        ]

    @property
    def column_totals(self) -> list[tuple[Sector, int]]:
        """What each sector takes."""
        return [(sector, self.takes[sector.pk]) for sector in self.sectors]

    def flows(self, *, giver: Sector | None = None, taker: Sector | None = None) -> list[Flow]:
        """The strongest first, perhaps of one sector alone."""
        before = {(g, t): n for g, t, n in self["crossings_before"]}
        found = [
            (number, g, t)
            for (g, t), number in self._cells.items()
            if (giver is None or g == giver.pk) and (taker is None or t == taker.pk)
            if g in self.by_id and t in self.by_id
        ]
        found.sort(key=lambda each: (-each[0], each[1:]))
        most = found[0][0] if found else 1
        return [
            Flow(self.by_id[g], self.by_id[t], n, round(100 * n / most), before.get((g, t), 0))
            for n, g, t in found
        ]

    def flows_about(self, theme: Theme) -> list[Flow]:
        """The strongest with lessons about a theme, of organisations that are named."""
        found = [
            (n, g, t)
            for pk, g, t, n in self["theme_crossings"]
            if pk == theme.pk and g in self.by_id and t in self.by_id
        ]
        most = max((n for n, _g, _t in found), default=1)
        return [Flow(self.by_id[g], self.by_id[t], n, round(100 * n / most)) for n, g, t in found]

    @cached_property
    def ranked(self) -> list[Flow]:
        return self.flows()[:RANKED]

    @cached_property
    def strongest(self) -> Flow | None:
        return self.ranked[0] if self.ranked else None

    @property
    def as_strong(self) -> int:
        """How many more crossings are as strong as the strongest."""
        most = max(self._cells.values(), default=0)
        return max(sum(number == most for number in self._cells.values()) - 1, 0)

    @cached_property
    def fastest(self) -> Flow | None:
        """What grew most since the period before, besides the strongest."""
        others = self.flows()[1:] if self["since"] else []
        grown = [flow for flow in others if flow.number > flow.before]
        return max(grown, key=lambda flow: flow.number - flow.before, default=None)

    @cached_property
    def missing(self) -> tuple[Sector, Sector, Theme] | None:
        """Two sectors that write about the same and never learned from each other."""
        about: dict[int, dict[int, int]] = {}
        for sector, theme, number in self["themes"]:
            about.setdefault(sector, {})[theme] = number
        best = (0, None)
        for giver, themes in about.items():
            for taker, others in about.items():
                if giver >= taker or (giver, taker) in self._cells or (taker, giver) in self._cells:
                    continue
                for theme in themes.keys() & others.keys():
                    best = max(
                        best, (min(themes[theme], others[theme]), (giver, taker, theme)), key=_first
                    )
        if best[1] is None:
            return None
        giver, taker, theme = best[1]
        theme = Theme.objects.filter(pk=theme).first()
        if theme is None or giver not in self.by_id or taker not in self.by_id:
            return None
        return self.by_id[giver], self.by_id[taker], theme

    @property
    def title(self) -> str:
        """What the crossings say, in a sentence or two."""
        gives, takes = leaders(self.gives, self.by_id), leaders(self.takes, self.by_id)
        if not (gives and takes):
            return _("No practice crossed a sector border yet.")
        if gives == takes and len(gives) == 1:
            return _("%(sector)s gives most, and takes most too.") % {"sector": gives[0].name}
        return " ".join(
            (
                named(gives, ngettext("%(names)s gives most.", "%(names)s give most.", len(gives)))
                or _("%(number)d sectors give as much as each other.") % {"number": len(gives)},
                named(takes, ngettext("%(names)s takes most.", "%(names)s take most.", len(takes)))
                or _("%(number)d sectors take as much as each other.") % {"number": len(takes)},
            )
        )

    # How far, what stops, barriers, questions

    @property
    def steps(self) -> list[tuple[Step, int, int | None]]:
        """The stairs: how many reached each, and how many in a hundred go on to the next."""
        reached = self["stairs"]
        following = [*reached[1:], None]
        return [
            (step, number, round(100 * after / number) if after is not None and number else None)
            for step, number, after in zip(STAIRS, reached, following, strict=True)
        ]

    @property
    def stairs_title(self) -> str:
        first, _pilot, used, _scaled = self["stairs"]
        if not first:
            return _("Nobody told yet how far they got")
        share = round(100 * used / first)
        return ngettext(
            "Of every 100 times that an organisation looks at a practice, it comes into use %(share)d time",
            "Of every 100 times that an organisation looks at a practice, it comes into use %(share)d times",
            share,
        ) % {"share": share}

    @property
    def stop_bars(self) -> list[Bar]:
        rows = [(code, str(WHY_STOPPED[code]), n) for code, n in self["stopped"].items()]
        return bars(sorted(rows, key=lambda row: -row[2]))

    @property
    def stopped_total(self) -> int:
        return sum(self["stopped"].values())

    @cached_property
    def barrier_bars(self) -> list[tuple[Bar, int]]:
        """Of each kind how many are not answered; and how many are."""
        rows, answered = [], {}
        for kind in BarrierKind:
            states = self["barriers"].get(kind.value, {})
            unsolved = states.get(BarrierState.OPEN, 0) + states.get(BarrierState.PICKED_UP, 0)
            rows.append((kind.value, str(kind.label), unsolved))
            answered[kind.value] = sum(states.values()) - unsolved
        ranked = bars(sorted(rows, key=lambda row: -row[2]))
        return [(bar, answered[bar.code]) for bar in ranked]

    @property
    def age_bars(self) -> list[Bar]:
        ages = zip(BarrierAge, self["ages"], strict=True)
        return bars([(str(age.value), str(age.label), number) for age, number in ages])

    @property
    def barriers_title(self) -> str:
        if not any(bar.number for bar, _answered in self.barrier_bars):
            return _("No barrier of this time waits for an answer")
        most, _answered = self.barrier_bars[0]
        return str(MOST_IN_THE_WAY[BarrierKind(most.code)])

    @property
    def answered_title(self) -> str:
        found = self["raised"]
        if not found["raised"]:
            return _("No barrier was reported in this time")
        return _("%(answered)d of %(raised)d barriers were answered") % found

    @property
    def answers(self) -> list[tuple[str, int, int, int]]:
        """What was raised, how much of it, how much of that was answered, and in a hundred."""
        raised, asked = self["raised"], self["questions"]
        rows = [
            ("barriers", raised["raised"], raised["answered"]),
            ("questions", asked["asked"], asked["answered"]),
        ]
        return [(what, n, done, round(100 * done / n) if n else 0) for what, n, done in rows]

    @property
    def wanted(self) -> int:
        """Questions of this time that nobody answered."""
        return self["questions"]["asked"] - self["questions"]["answered"]

    def crossings_of(self, giver: Sector | None, taker: Sector | None) -> int:
        """How many there are from a sector, to one, or both; of all without either."""
        return sum(
            number
            for (g, t), number in self._cells.items()
            if giver in (None, self.by_id.get(g)) and taker in (None, self.by_id.get(t))
        )


def _first(pair) -> int:
    return pair[0]

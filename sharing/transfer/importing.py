"""Entries from elsewhere: row by row, as `reading` gives them, through the verb of imports."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import DataError, IntegrityError, transaction
from django.utils.encoding import iri_to_uri
from django.utils.text import slugify

from accounts.models import Language, Organisation, Party, Sector, User, WrittenLine
from sharing.models import SECTIONS, Entry, Kind, Level, Outcome, Standard, Theme

from .faults import Faults
from .reading import KEYS, RowError

TITLE, SUMMARY = 120, 280


@dataclass
class Report:
    """What became of the rows of one file."""

    done: Counter = field(default_factory=Counter)  # "added", "there already", "refused"
    refused: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    unknown_keys: set[str] = field(default_factory=set)
    made: list[str] = field(default_factory=list)


# Cleaning


def clean(text: object) -> str:
    """Entities decoded, lost bytes mended where they must have been an apostrophe, no control codes."""
    said = str(text) if text or type(text) in (int, float) else ""  # 0 is an id as any other
    text = html.unescape(said).replace("\r\n", "\n").replace("\xa0", " ")
    text = re.sub(r"(?<=\w)\ufffd(?=(?:s|t|d|m|re|ve|ll)\b)", "’", text)
    text = re.sub(r"(?<=\s)\ufffd+(?=\s)", "–", text).replace("\ufffd", "")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text).strip()


def name_of(text: object) -> str:
    """A name as it will be kept: one that is broken over two lines is the same name."""
    return WrittenLine.seen(clean(text))


def shortened(text: str, length: int) -> str:
    """`text` up to `length` characters, cut after a word, with an ellipsis where something went."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def moment_of(value: object) -> datetime | None:
    """Midnight UTC of an ISO date, of the first day where only a year or month is told."""
    text = str(value or "").strip()
    if not text:
        return None
    text = {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)
    try:
        day = date.fromisoformat(text[:10])
    except ValueError as error:
        raise RowError(f"{value!r} is not a date such as 2024-05-31") from error
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def choice(row: dict, key: str, choices, default: str) -> str:
    value = clean(row.get(key)).lower() or default
    if value not in choices:
        raise RowError(f"{key} is {value!r}; it can be {', '.join(v for v in choices if v)}")
    return value


def names_of(row: dict, key: str) -> list[str]:
    values = row.get(key) or []
    if not isinstance(values, list):
        raise RowError(f"{key} is not a list")
    return [name for name in map(name_of, values) if name]


def place_of(source: str) -> str:
    """Where it is told: a page that answers by https by now is the same page."""
    return source.partition("://")[2]


@dataclass
class Importer:
    """Brings the rows of one file in, as `by`. Run it again to go on where it stopped."""

    by: User
    create_taxonomy: bool = False
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        self.sectors = {s.slug: s for s in Sector.objects.all()}
        self.themes = {n.lower(): t for t in Theme.objects.all() for n in (t.name_en, t.name_nl)}
        self.themes |= {t.slug: t for t in self.themes.values()}
        self.standards = {s.name.lower(): s for s in Standard.objects.all()}
        self.organisations = {o.name.lower(): o for o in Organisation.objects.all()}

    def bring_in(self, number: int, row: dict | RowError) -> None:
        """One row, in a transaction of its own; what is wrong with it goes into the report."""
        known = [dict(d) for d in (self.sectors, self.themes, self.standards, self.organisations)]
        notes: list[str] = []
        made = len(self.report.made)
        try:
            if isinstance(row, RowError):
                raise row
            with transaction.atomic():
                is_new = self._is_added(self._read(row, notes))
        except (RowError, RecursionError, ValidationError, IntegrityError, DataError) as error:
            self.sectors, self.themes, self.standards, self.organisations = known
            del self.report.made[made:]  # it was undone with the row
            reason = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            self.report.refused.append((number, reason))
            self.report.done["refused"] += 1
            return
        self.report.done["added" if is_new else "there already"] += 1
        if is_new:
            self.report.notes += [(number, note) for note in notes]

    def _is_added(self, facts: dict) -> bool:
        """Whether it came in now. False for what came in before, from the same source."""
        entry, is_new = Entry.objects.bring_in(by=self.by, **facts)
        if not is_new and place_of(entry.source) != place_of(facts["source"]):
            raise RowError(
                "another entry has this id, from another source: give it an id of its own"
            )
        return is_new

    def _read(self, row: dict, notes: list[str]) -> dict:
        """What the row says. Raises RowError with all that is wrong with it."""
        self.report.unknown_keys |= row.keys() - KEYS
        faults = Faults()
        noted = faults.noted
        home, *also = self._sectors(row, faults) or [None]
        party = noted(choice, row, "party", Party.values, Party.GOVERNMENT)
        facts = {
            "source_id": noted(self._source_id, row),
            "source": self._source(row, notes),
            "kind": noted(choice, row, "kind", Kind.values, "lesson"),
            "home_sector": home,
            "also_sectors": also,
            "themes": self._named(row, "themes", self.themes, self._make_theme, faults),
            "standards": self._named(row, "standards", self.standards, self._make_standard, faults),
            "language": noted(choice, row, "language", Language.values, "en"),
            "level": noted(self._level, row),
            "outcome": noted(choice, row, "outcome", ["", *Outcome.values], ""),
            "organisation": noted(self._organisation, row, home, party, notes),
            "words": noted(self._words, row, notes),
            "told_at": noted(moment_of, row.get("date")),
        }
        noted(self._require_possible_level, row, facts["level"], facts["organisation"])
        faults.require_none()
        return facts

    @staticmethod
    def _source_id(row: dict) -> str:
        source_id = clean(row.get("id"))
        if not source_id:
            raise RowError("it has no id")
        return source_id[:200]

    @staticmethod
    def _require_possible_level(row: dict, level: Level | None, organisation) -> None:
        """As the verb does; of an organisation that could not be read that is told already."""
        is_unread = organisation is None and name_of(row.get("organisation"))
        if level is not None and not is_unread:
            Entry(organisation=organisation).require_possible_level(level, has_reader=False)

    def _words(self, row: dict, notes: list[str]) -> dict[str, str]:
        sections = row.get("sections") or {}
        if not isinstance(sections, dict):
            raise RowError("sections is not an object of names and texts")
        if unknown := sections.keys() - set(SECTIONS):
            raise RowError(f"there is no section {', '.join(sorted(unknown))}")
        words = dict.fromkeys(SECTIONS, "") | {name: clean(t) for name, t in sections.items()}
        title, summary = clean(row.get("title")), clean(row.get("summary"))
        if not summary:
            summary = next((shortened(text, SUMMARY) for text in words.values() if text), "")
            notes.append("no summary: made from the first section")
        if not (title or summary):
            raise RowError("it has no words at all")
        if not title:
            title = summary
            notes.append("no title: made from the summary")
        if len(title) > TITLE:
            notes.append(f"the title has {len(title)} characters: shortened")
        if len(summary) > SUMMARY:
            notes.append(f"the summary has {len(summary)} characters: kept whole in the text")
            body = "approach" if row.get("kind") == Kind.PRACTICE else "problem"
            words[body] = f"{summary}\n\n{words[body]}".strip()
        return words | {"title": shortened(title, TITLE), "summary": shortened(summary, SUMMARY)}

    def _level(self, row: dict) -> Level:
        try:
            return Level.from_label(clean(row.get("level")) or Level.GREEN.label)
        except ValueError as error:
            raise RowError(str(error)) from error

    def _source(self, row: dict, notes: list[str]) -> str:
        address = clean(row.get("source"))
        if not address:
            return ""
        scheme = "https://" if address.lower().startswith("www.") else ""
        escaped = iri_to_uri(scheme + address.replace(" ", "%20"))
        try:
            URLValidator(["http", "https"])(escaped)
        except ValidationError:
            notes.append(f"source {address[:80]!r} is not an address: left out")
            return ""
        return escaped[:500]

    def _sectors(self, row: dict, faults: Faults) -> list[Sector]:
        told = len(faults.told)
        sectors = self._named(row, "sectors", self.sectors, self._make_sector, faults)
        if not sectors and len(faults.told) == told:
            faults.told.append("it names no sector")
        return sectors

    def _named(self, row: dict, key: str, known: dict, make, faults: Faults) -> list:
        names = faults.noted(names_of, row, key) or ()
        found = [faults.noted(self._known, known, name, key[:-1], make) for name in names]
        return list(dict.fromkeys(thing for thing in found if thing))

    def _organisation(
        self, row: dict, home: Sector | None, party: str | None, notes: list[str]
    ) -> Organisation | None:
        name = name_of(row.get("organisation"))[:120].strip()
        if not name:
            return None

        def make(name: str) -> Organisation | None:
            if home is None or party is None:
                return None  # the row is refused, and with it what it would have made
            if not clean(row.get("party")):
                notes.append(f"no party: {name} was made as government")
            return Organisation.objects.create(name=name, party=party, home_sector=home)

        return self._known(self.organisations, name, "organisation", make)

    def _known(self, known: dict, name: str, what: str, make):
        thing = known.get(name.lower())
        if thing is None:
            if not self.create_taxonomy:
                raise RowError(f"unknown {what} {name!r} (--create-taxonomy makes it)")
            thing = known[name.lower()] = make(name)
            self.report.made.append(f"{what} {name}")
        return thing

    def _make_sector(self, slug: str) -> Sector:
        name = slug.replace("-", " ").capitalize()[:80]
        sector, _created = Sector.objects.get_or_create(
            slug=self._slug(slug, 40),
            defaults={"name_en": name, "name_nl": name, "flag": "plain"},
        )
        return sector

    @staticmethod
    def _slug(name: str, longest: int) -> str:
        """What a name is in an address: names that are the same there are the same thing."""
        slug = slugify(name)[:longest]
        if not slug:
            raise RowError(f"{name!r} has no letter or digit")
        return slug

    def _make_theme(self, name: str) -> Theme:
        theme, _created = Theme.objects.get_or_create(
            slug=self._slug(name, 60), defaults={"name_en": name[:80], "name_nl": name[:80]}
        )
        return theme

    def _make_standard(self, name: str) -> Standard:
        standard, _created = Standard.objects.get_or_create(
            slug=self._slug(name, 60), defaults={"name": name[:120]}
        )
        return standard

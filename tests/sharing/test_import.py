"""Entries from elsewhere come in once, as they are, and a bad row says why it does not."""

from __future__ import annotations

import csv

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from accounts.models import AuditRecord, Sector
from sharing.models import Action, Entry, Level, Status
from sharing.transfer.importing import clean, shortened
from sharing.transfer.reading import LONGEST
from tests.factories import make_sector, words
from tests.sharing.imported import row

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("www.example.org/pump", "https://www.example.org/pump"),
        ("WWW.example.org", "https://WWW.example.org"),
        ("wwwhat is this", ""),
        ("ftp://www.example.org/pump", ""),
    ],
)
def test_a_source_is_an_address_also_without_its_scheme(bring, told, kept):
    bring(row(source=told))
    assert Entry.objects.get().source == kept


def test_an_imported_entry_is_published_at_once_and_has_a_source_but_no_author(bring, gus, visitor):
    assert "1 added" in bring(row())
    entry = Entry.objects.visible_to(visitor).get()
    assert entry.status == Status.PUBLISHED
    assert (entry.author, entry.owner, entry.current_revision.writer) == (None, gus, None)
    assert entry.source == "https://example.org/pump"
    assert entry.created_at.year == 2020
    assert entry.outcome == ""
    assert "<strong>each</strong>" in entry.current_revision.rendered["approach"]
    assert AuditRecord.objects.get(verb="imported").public_id == entry.public_id


def test_importing_twice_changes_nothing(bring):
    bring(row())
    before = Entry.objects.values().get()
    assert "1 there already" in bring(row(title="Another title"))
    assert Entry.objects.values().get() == before


def test_another_entry_under_the_same_id_is_refused_and_not_there_already(bring):
    bring(row())
    other = row(title="Another lesson", source="https://elsewhere.example/1")
    said = bring(other, row())
    assert "1 refused, 1 there already" in said
    assert "row 1: another entry has this id, from another source" in said
    assert Entry.objects.get().source == "https://example.org/pump"


@pytest.mark.parametrize("moved", ["http", "https"])
def test_a_source_that_answers_by_https_by_now_is_the_same_source(bring, moved):
    was = {"http": "https", "https": "http"}[moved]
    bring(row(source=f"{was}://example.org/pump"))
    assert "1 there already" in bring(row(source=f"{moved}://example.org/pump"))
    assert Entry.objects.get().source == f"{was}://example.org/pump"


def test_the_number_nought_is_an_id(bring):
    assert "1 added" in bring(row(id=0))
    assert Entry.objects.get().source_id == "0"
    assert "1 there already" in bring(row(id=0))


def test_an_import_that_was_broken_off_goes_on_where_it_stopped(bring, monkeypatch):
    rows = [row(id=f"case-{n}", title=f"Pump {n}", source=f"https://a.example/{n}") for n in "1234"]
    verb = type(Entry.objects.all()).bring_in

    def stop_at_three(self, *args, **facts):
        entry, is_new = verb(self, *args, **facts)
        if entry.title == "Pump 3":
            raise KeyboardInterrupt
        return entry, is_new

    with monkeypatch.context() as stopped:
        stopped.setattr(type(Entry.objects.all()), "bring_in", stop_at_three)
        with pytest.raises(KeyboardInterrupt):
            bring(*rows)
    assert sorted(e.title for e in Entry.objects.all()) == ["Pump 1", "Pump 2"]
    assert "2 added, 2 there already" in bring(*rows)
    assert Entry.objects.count() == 4


def test_a_bad_row_says_its_number_and_why_and_the_others_come_in(bring):
    said = bring(row(id="a"), "{broken", row(id="b", level="TLP:BLUE"), row(id="c"), "[]")
    assert Entry.objects.count() == 2
    for reason in (
        "row 2: not JSON",
        "row 3: 'TLP:BLUE' is no TLP label",
        "row 5: not a JSON object",
    ):
        assert reason in said


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id": ""}, "it has no id"),
        ({"sectors": []}, "it names no sector"),
        ({"sectors": [" "]}, "it names no sector"),
        ({"sectors": ["space"]}, "unknown sector 'space'"),
        ({"themes": ["Rockets"]}, "unknown theme 'Rockets'"),
        ({"organisation": "Nobody knows"}, "unknown organisation"),
        ({"kind": "poem"}, "kind is 'poem'"),
        ({"date": "yesterday"}, "not a date"),
        ({"sections": {"epilogue": "x"}}, "there is no section epilogue"),
        ({"title": "", "summary": "", "sections": {}}, "it has no words at all"),
        ({"level": "TLP:AMBER+STRICT"}, "needs an organisation"),
        ({"level": "TLP:RED"}, "needs at least one person"),
    ],
)
def test_what_does_not_come_in(bring, changes, reason):
    assert reason in bring(row(**changes))
    assert not Entry.objects.exists()


def test_a_row_says_all_that_is_wrong_with_it_at_once(bring):
    wrong = {
        "id": "",
        "kind": "poem",
        "sectors": ["space", "time"],
        "themes": ["Rockets", "Stars"],
        "standards": "none",
        "language": "fr",
        "level": "TLP:BLUE",
        "outcome": "perhaps",
        "organisation": "Nobody knows",
        "party": "birthday",
        "sections": {"epilogue": "x"},
        "date": "yesterday",
    }
    said = bring(row(**wrong))
    reasons = ("no id", "kind", "'space'", "'time'", "'Rockets'", "'Stars'", "not a list", "language",
               "TLP:BLUE", "outcome", "'Nobody knows'", "party", "epilogue", "not a date")  # fmt: skip
    assert [reason for reason in reasons if reason not in said] == []
    assert said.count("Did not come in") == 1
    assert "1 refused" in said


def test_a_level_that_asks_for_more_is_told_with_the_rest(bring):
    said = bring(row(level="TLP:AMBER+STRICT", date="yesterday"))
    assert "needs an organisation" in said
    assert "not a date" in said
    unknown = bring(row(level="TLP:AMBER+STRICT", organisation="Nobody knows"))
    assert "needs an organisation" not in unknown  # it names one
    assert "unknown organisation" in unknown


def test_of_a_row_without_a_sector_nothing_is_made(bring):
    said = bring(row(sectors=[], organisation="Nobody knows", date="never"), create_taxonomy=True)
    assert "it names no sector" in said
    assert "not a date" in said
    assert "Made:" not in said


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row(title="Pump \ud83d"), "row 2: half a character in 'title'"),
        (row(sections={"approach": "\udc00"}), "row 2: half a character in 'sections'"),
        (row(**{"\ud800": "x"}), r"row 2: half a character in '\ud800'"),
        ('{"id": ' + "[" * 200_000 + "]" * 200_000 + "}", "row 2: not JSON: "),
        ("[" * 200_000, "row 2: not JSON: "),
    ],
)
def test_what_no_database_or_reader_can_hold_is_a_bad_row_too(bring, bad, reason):
    said = bring(row(id="a"), bad, row(id="b"))
    assert reason in said
    assert "2 added, 1 refused" in said
    assert Entry.objects.count() == 2


def test_a_whole_character_in_two_halves_comes_in(bring):
    bring(row(title="Pump \U0001f6b0"))  # as `\ud83d\udeb0` in the file
    assert Entry.objects.get().title == "Pump \U0001f6b0"


def test_what_the_database_refuses_is_a_bad_row_too(bring, monkeypatch):
    bring_in = Entry.objects.bring_in

    def refuses(**said):
        if said["source_id"] == "a":
            raise IntegrityError("no such thing")
        return bring_in(**said)

    monkeypatch.setattr(Entry.objects, "bring_in", refuses)
    said = bring(row(id="a"), row(id="b"))
    assert "row 1: no such thing" in said
    assert "1 added" in said


def test_what_a_refused_row_would_have_made_is_not_left_behind(bring):
    said = bring(row(sectors=["space"], date="never"), create_taxonomy=True)
    assert "Made:" not in said
    assert not Sector.objects.filter(slug="space").exists()
    assert "1 added" in bring(row(sectors=["space"]), create_taxonomy=True)


def test_a_missing_title_is_made_from_the_summary_and_reported(bring):
    assert "no title: made from the summary" in bring(row(title=""))
    assert Entry.objects.get().title == "We listened to the pump."


def test_a_summary_that_is_too_long_is_kept_whole_in_the_text(bring):
    long = "word " * 100
    assert "kept whole" in bring(row(summary=long))
    revision = Entry.objects.get().current_revision
    assert len(revision.summary) <= 280
    assert revision.approach.startswith(long.strip())


def test_unknown_keys_are_told_once_and_ignored(bring):
    said = bring(row(id="a", purpose="x"), row(id="b", purpose="y"))
    assert said.count("purpose") == 1
    assert Entry.objects.count() == 2


def test_a_dry_run_changes_nothing(bring):
    assert "Would be: 1 added" in bring(row(sectors=["space"]), dry_run=True, create_taxonomy=True)
    assert not Entry.objects.exists()
    assert not Sector.objects.filter(slug="space").exists()


def test_csv_comes_in_too(tmp_path, gus):
    make_sector("water")
    make_sector("energy")
    file = tmp_path / "rows.csv"
    with file.open("w", newline="") as lines:
        table = csv.writer(lines)
        table.writerow(["id", "kind", "title", "summary", "problem", "sectors", "level"])
        table.writerow(
            ["7", "lesson", "Two pumps", "One was off.", "It\nrained.", "water|energy", ""]
        )
    call_command("import_entries", str(file), email=gus.email)
    entry = Entry.objects.get()
    assert entry.level == Level.GREEN
    assert entry.current_revision.problem == "It\nrained."
    assert [s.slug for s in entry.also_sectors.all()] == ["energy"]


def test_a_cell_that_is_too_long_is_a_bad_row_and_those_after_it_come_in(tmp_path, gus, capsys):
    make_sector("water")
    file = tmp_path / "rows.csv"
    long = "It rained.\n" * (LONGEST // 11 + 1)
    with file.open("w", newline="") as lines:
        table = csv.writer(lines)
        table.writerow(["id", "title", "summary", "problem", "sectors"])
        for number, problem in ((1, "Dry."), (2, long), (3, "Wet.")):
            table.writerow([number, f"Pump {number}", "It was off.", problem, "water"])
    with pytest.raises(CommandError, match="1 rows did not come in"):
        call_command("import_entries", str(file), email=gus.email)
    assert "row 3: problem is longer than two million characters" in capsys.readouterr().out
    assert sorted(entry.title for entry in Entry.objects.all()) == ["Pump 1", "Pump 3"]


def test_only_an_administrator_brings_entries_in(ada, eva):
    for person in (ada, eva):
        with pytest.raises(PermissionDenied):
            Entry.objects.bring_in(
                by=person,
                source_id="x",
                home_sector=make_sector("health"),
                kind="lesson",
                words=words(),
            )


def test_an_imported_entry_can_be_taken_over_by_a_steward_of_its_sector(bring, eva):
    make_sector("health")
    bring(row(sectors=["health"]))
    entry = Entry.objects.get()
    assert entry.can(eva, Action.TAKE_OVER)
    entry.take_over(by=eva)
    assert entry.owner == eva


def test_entities_and_lost_bytes_are_mended():
    assert clean("NASA\ufffds R&amp;D \ufffd now") == "NASA’s R&D – now"


def test_a_title_is_cut_after_a_word():
    assert shortened("one two three", 9) == "one two…"

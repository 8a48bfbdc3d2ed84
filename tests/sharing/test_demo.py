"""What the demonstration community promises, read from its files."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.conf import settings

from accounts.models import Party, Role
from sharing.models import Kind, Level, Outcome, Theme
from sharing.transfer.demo import read_entry
from sharing.transfer.demo_community import read_toml

FOLDER = settings.BASE_DIR / "demo"
ENTRIES = [read_entry(file) for file in sorted((FOLDER / "entries").glob("*.md"))]
SECTORS = set(read_toml(settings.BASE_DIR / "accounts/sectors.toml"))
PEOPLE = read_toml(FOLDER / "people.toml")["person"]
ORGANISATIONS = read_toml(FOLDER / "organisations.toml")["organisation"]

each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["key"])


def values(name: str) -> Counter:
    return Counter(entry[name] for entry in ENTRIES)


def test_sixty_entries_or_more_from_all_twelve_sectors():
    assert len(ENTRIES) >= 60
    assert set(values("home")) == SECTORS
    assert len(SECTORS) == 12
    assert min(values("home").values()) >= 4


def test_both_kinds_all_outcomes_all_levels_and_both_languages():
    assert set(values("kind")) == set(Kind.values)
    assert set(values("outcome")) == set(Outcome.values)
    assert set(values("level")) == {level.label for level in Level}
    assert min(values("language").values()) >= 25


def test_no_two_entries_share_a_title():
    assert max(Counter(entry["title"].casefold() for entry in ENTRIES).values()) == 1


@each_entry
def test_an_entry_is_a_whole_story_with_a_number_and_where_it_fails(entry):
    text = " ".join(entry["sections"].values())
    assert len(text.split()) >= 250
    assert re.search(r"\d", text)
    assert len(entry["sections"]["conditions"].split()) >= 20
    assert len(entry["title"]) <= 120
    assert len(entry["summary"]) <= 280


def test_twelve_problems_are_each_told_by_three_sectors_in_both_languages():
    groups: dict[str, list[dict]] = {}
    for entry in ENTRIES:
        groups.setdefault(entry["problem_group"], []).append(entry)
    groups.pop("")
    assert len(groups) >= 12
    for name, told in groups.items():
        assert len({entry["home"] for entry in told}) >= 3, name
        assert {entry["language"] for entry in told} == {"en", "nl"}, name


def test_twenty_members_or_more_with_every_role():
    assert len(PEOPLE) >= 20
    given = {role for person in PEOPLE for role in person.get("roles", {}).values()}
    assert given == {role.name for role in Role}
    assert any(person.get("administrator") for person in PEOPLE)
    assert any(not person.get("admitted", True) for person in PEOPLE)
    assert any(not person.get("active", True) for person in PEOPLE)


def test_fifteen_organisations_or_more_of_every_party():
    assert len(ORGANISATIONS) >= 15
    assert {row["party"].lower() for row in ORGANISATIONS} == set(Party.values)
    assert {row["home"] for row in ORGANISATIONS} == SECTORS


def test_everybody_has_an_address_that_no_real_mail_server_knows():
    assert all(person["email"].endswith("@demo.oversteek.example") for person in PEOPLE)
    assert all(row.get("domain", "a.example").endswith(".example") for row in ORGANISATIONS)


def test_texts_have_a_history_and_one_change_waits_for_an_editor():
    changes = read_toml(FOLDER / "changes.toml")["change"]
    keys = {entry["key"]: entry["sections"] for entry in ENTRIES}
    assert all(change["section"] in keys[change["entry"]] for change in changes)
    assert any(not change.get("accepted_by") for change in changes)
    accepted = Counter(change["entry"] for change in changes if change.get("accepted_by"))
    assert max(accepted.values()) >= 2


def test_talks_are_asked_for_and_each_end_of_one_is_there():
    talks = read_toml(FOLDER / "talks.toml")["talk"]
    assert {talk["state"] for talk in talks} == {"asked", "accepted", "declined", "passed_on"}
    sectors = {person["key"]: set(person.get("roles", {})) for person in PEOPLE}
    assert all(not sectors[talk["by"]] & sectors[talk["to"]] for talk in talks)


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ("data-sharing", ["overtypen", "dubbel invoeren", "double entry"]),
        ("digital-identity", ["aanmelden", "MFA", "tweestapsverificatie", "two-step verification"]),
        ("capacity-planning", ["personeelstekort", "staff shortage"]),
        ("procurement", ["leveranciersafhankelijkheid", "vendor lock-in"]),
        ("alarm-management", ["alarmvermoeidheid", "alarm fatigue"]),
        ("cybersecurity", ["datalek", "data breach"]),
        ("continuity", ["stroomuitval", "power cut"]),
    ],
)
def test_a_theme_knows_the_words_of_who_is_busy(theme, said):
    rows = {row["slug"]: row for row in read_toml(FOLDER / "themes.toml")["theme"]}
    kept = Theme(**rows[theme])
    known = {text for words in [kept.called(), *kept.narrower()] for text, _language in words}
    assert set(said) <= known

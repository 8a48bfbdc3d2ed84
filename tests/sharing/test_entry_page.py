"""The page of an entry: whose words, which buttons, what is left out, and at what cost."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from sharing.models import (
    Application,
    Barrier,
    Entry,
    Level,
    RestrictedDetail,
    Review,
    Saved,
    Standard,
    Status,
    Step,
    Watch,
    about,
    audience_members,
    why_it_is_seen,
)
from sharing.recommendations import refresh
from tests import factories
from tests.factories import (
    make_entry,
    make_organisation,
    make_pending,
    make_sector,
    make_theme,
    make_user,
    put_into,
    words,
)

pytestmark = pytest.mark.django_db
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


# What stands on it


def test_a_visitor_reads_the_words_the_organisation_and_the_maturity_and_no_people(client, ada):
    entry = make_entry(ada, level=Level.CLEAR)
    page = page_of(client, entry)
    text = text_of(page)
    assert page.status_code == 200
    for part in (entry.title, entry.current_revision.lesson, "Hospital", "Observed", "TLP:CLEAR"):
        assert part in text
    for part in ("Ada", "History", "Who can see this", "version 1", "Save"):
        assert part not in text


def test_a_page_that_is_not_for_you_is_the_page_that_was_never_there(client, ada, cleo):
    hidden = make_entry(ada, level=Level.STRICT)
    client.force_login(cleo)
    one = client.get(reverse("sharing:entry_detail", args=[hidden.public_id]))
    other = client.get(reverse("sharing:entry_detail", args=["0000000000"]))
    assert one.status_code == other.status_code == 404
    scrubbed = [
        re.sub(rb'[0-9a-z]{10}/|value="[^"]{64}"|"x-csrftoken": "[^"]*"', b"", r.content)
        for r in (one, other)
    ]
    assert scrubbed[0] == scrubbed[1]


def test_of_the_address_only_the_id_is_looked_up(client, ada):
    entry = make_entry(ada, level=Level.CLEAR)
    for told in ("", "other-words", "dit-klopt-niet"):
        address = reverse("sharing:entry_detail", args=[entry.public_id, *filter(None, [told])])
        assert client.get(address).status_code == 200


def test_a_member_sees_who_wrote_it_and_why_they_see_it(client, ada, cleo):
    text = text_of(page_of(client, make_entry(ada), cleo))
    assert "Ada" in text
    assert "It is shared with all members." in text


def test_readers_get_no_buttons_of_writers(client, ada, finn, cleo):
    entry = make_entry(ada)
    assert "Suggest a change" not in text_of(page_of(client, entry, finn))
    assert "Suggest a change" in text_of(page_of(client, entry, cleo))
    assert "Pull it back" not in text_of(page_of(client, entry, cleo))
    assert "Pull it back" in text_of(page_of(client, entry, ada))


# Links


def test_a_link_is_a_link_for_who_may_read_its_target_and_plain_words_for_who_may_not(
    client, ada, cleo
):
    secret = make_entry(ada, level=Level.STRICT, words={"title": "Secret of ours"})
    text = "See [[Secret of ours]] and [[Nothing like it]]."
    entry = make_entry(ada, words={"lesson": text})
    address = secret.get_absolute_url()
    assert f'href="{address}"' in page_of(client, entry, ada).content.decode()
    for_cleo = page_of(client, entry, cleo).content.decode()
    assert address not in for_cleo
    assert secret.public_id not in for_cleo
    lesson = for_cleo.partition('id="s-lesson"')[2].partition("</section>")[0]
    hidden, missing = (
        re.search(rf"{title}( <a .*?</a>)?", lesson)[0].replace(title, "").replace(written, "")
        for title, written in (
            ("Secret of ours", "Secret+of+ours"),
            ("Nothing like it", "Nothing+like+it"),
        )
    )
    assert hidden == missing


def test_twenty_links_are_resolved_in_one_query(client, ada, cleo, django_assert_max_num_queries):
    titles = [make_entry(ada).title for _ in range(20)]
    links = " ".join(f"[[{title}]]" for title in titles)
    entry = make_entry(ada, words={"lesson": links})
    client.force_login(cleo)
    with django_assert_max_num_queries(MOST_QUERIES + FOR_STAIRS):
        page = client.get(entry.get_absolute_url())
    assert page.content.decode().count("/entries/") > 20


# States


def test_a_draft_says_who_sees_it_and_what_is_still_empty(client, ada, ben):
    draft = make_entry(ada, status=Status.DRAFT, words={"privacy": "", "incentives": ""})
    draft.co_authors.add(make_user("bo", health=Role.CONTRIBUTOR))
    text = text_of(page_of(client, draft, ada))
    assert "Only you and Bo see this draft" in text
    assert "Still empty, and needed before review." in text
    assert page_of(client, draft, ben).status_code == 404


def test_what_a_reviewer_wrote_stands_on_the_draft_that_came_back(client, ada, ben):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada)
    entry.ask_for_changes(by=ben, comment="Who is we here?")
    assert "Who is we here?" in text_of(page_of(client, entry, ada))


def test_in_review_the_page_says_who_was_asked_and_what_is_missing(client, ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    assert "It waits for Cleo" in text_of(page_of(client, entry, ada))
    assert "You are asked to read this" in text_of(page_of(client, entry, cleo))
    assert "It waits for an outside reader" in text_of(page_of(client, entry, ben))
    entry.approve(by=cleo, comment="I could use this.")
    for_ben = text_of(page_of(client, entry, ben))
    assert "It waits for your decision" in for_ben
    assert "I could use this." in for_ben


def test_an_archived_entry_names_what_replaced_it_only_to_who_may_read_that(client, ada, cleo, eva):
    better = make_entry(ada, level=Level.STRICT, words={"title": "The better one"})
    entry = make_entry(ada)
    entry.archive(by=ada, superseded_by=better)
    assert "The better one" in text_of(page_of(client, entry, ada))
    text = text_of(page_of(client, entry, cleo))
    assert "The better one" not in text
    assert "This was archived" in text


def test_an_overdue_entry_asks_its_owner_and_tells_its_readers(client, ada, cleo):
    entry = make_entry(ada)
    Entry.objects.filter(pk=entry.pk).update(review_due_at=timezone.now() - timedelta(days=1))
    assert "Is this still true?" in text_of(page_of(client, entry, ada))
    text = text_of(page_of(client, entry, cleo))
    assert "Its owner has been asked if it is still true." in text
    assert "Is this still true?" not in text


def test_what_an_import_did_not_tell_is_said(client, ada, cleo, gus):
    entry = make_entry(ada, words={"approach": "", "privacy": ""})
    assert text_of(page_of(client, entry, cleo)).count("Not told") == 3  # and the outcome


def test_an_entry_whose_owner_left_asks_its_steward_for_one(client, ada, eva, cleo, gus):
    entry = make_entry(ada)
    ada.deactivate(by=gus)
    assert "This asks for an owner" in text_of(page_of(client, entry, eva))
    assert "This asks for an owner" not in text_of(page_of(client, entry, cleo))


def test_a_suggestion_waits_for_who_may_decide_about_it(client, ada, ben, cleo, finn):
    entry = make_entry(ada)
    make_pending(entry, cleo)
    assert "Another wording waits" in text_of(page_of(client, entry, ben))
    assert "Another wording waits" not in text_of(page_of(client, entry, finn))
    assert "Another wording waits" not in text_of(page_of(client, entry, ada))


# Restricted detail, and the glass


def test_the_restricted_detail_is_for_its_own_audience(client, ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    RestrictedDetail.objects.set(entry, by=ada, level=Level.STRICT, text="Type **X-19** pumps.")
    put_into(entry, Status.PUBLISHED)
    assert "X-19" in text_of(page_of(client, entry, ben))
    assert "TLP:AMBER+STRICT" in text_of(page_of(client, entry, ben))
    assert "X-19" not in text_of(page_of(client, entry, cleo))
    assert "Restricted detail" not in text_of(page_of(client, entry, cleo))


def test_broken_glass_shows_the_current_wording_and_nothing_else(client, ada, gus):
    entry = make_entry(ada, level=Level.STRICT)
    assert page_of(client, entry, gus).status_code == 404
    Entry.break_glass(entry.public_id, by=gus, reason="A complaint.")
    text = text_of(page_of(client, entry, gus))
    assert entry.current_revision.lesson in text
    assert "You broke the glass" in text
    assert "f-health" not in page_of(client, entry, gus).content.decode()
    for part in ("Ada", "Hospital", "History", "Save", "What you can do", "Observed"):
        assert part not in text
    for name in ("entry_history", "entry_readers"):
        address = reverse(f"sharing:{name}", args=[entry.public_id])
        assert client.get(address).status_code == 404


# What it costs


@pytest.fixture
def heavy(ada, ben, cleo, monkeypatch):
    """An entry with many of everything that hangs on entries. Numbers in texts change what is near."""
    monkeypatch.setattr(factories, "NUMBERS", count(10_000))
    entry = make_entry(ada, also=["energy", "water", "mobility"], language="en")
    entry.themes.set([make_theme(f"theme-{n}") for n in range(12)])
    entry.standards.set(Standard.objects.create(slug=f"s{n}", name=f"S {n}") for n in range(8))
    entry.co_authors.set(make_user(f"co{n}", health=Role.CONTRIBUTOR) for n in range(8))
    entry.named_people.set(make_user(f"named{n}") for n in range(8))
    entry.named_organisations.set(make_organisation(f"Named {n}") for n in range(8))
    for _ in range(12):
        make_pending(entry, cleo)
    links = " ".join(f"[[{make_entry(ada).title}]]" for _ in range(6))
    entry.add_revision(writer=ada, words=words(lesson=links))
    draft = make_user("drafter", ada.organisation, health=Role.CONTRIBUTOR)
    Watch.objects.bulk_create(Watch(user=u, entry=entry) for u in entry.co_authors.all())
    Saved.objects.bulk_create(Saved(user=u, entry=entry) for u in [*entry.co_authors.all(), draft])
    return entry


def test_the_page_takes_ten_queries_and_three_for_the_stairs_whoever_reads_it(
    client, heavy, near, ada, ben, cleo, dirk, eva, finn, gus, django_assert_max_num_queries
):
    for user in (ada, ben, cleo, dirk, eva, finn, gus):
        client.force_login(user)
        client.get(heavy.get_absolute_url())  # what a process remembers of its vector space
        with django_assert_max_num_queries(MOST_QUERIES + FOR_STAIRS):
            page = client.get(heavy.get_absolute_url())
        assert page.status_code == 200
    text = text_of(page)
    for part in (
        "The same problem in other sectors",
        "organisations tell where they stand",
        "Barriers on",
    ):
        assert part in text


@pytest.fixture
def near(settings, heavy, ada, cleo):
    """Others about the same problem, organisations that tell where they stand, barriers on the way."""
    settings.SENTENCE_ENCODER = "hashed-grams"
    problems = [
        heavy.current_revision.problem,
        "Citizens prove who they are again and again with a copy of their passport.",
        "A pump breaks without warning though a vibration sensor could have told.",
        "People do not understand the letters that we send about their debts.",
    ]
    for home in ("energy", "water", "mobility"):
        writer = make_user(f"of-{home}", make_organisation(home, home), **{home: 20})
        for n, problem in enumerate(problems):
            told = make_entry(writer, home=home, words={"problem": problem, "summary": problem})
            told.themes.set([make_theme(f"theme-{n}")])
        for step in (Step.CONSIDERING, Step.STOPPED):
            member = make_user(f"{home}-{step}", make_organisation(f"{home} {step}", home))
            Application.objects.record(heavy, by=member, step=step, reason="Too dear.")
        Barrier.objects.report(
            by=writer, title=home, text="No.", kind="legal", party="government", entry=heavy
        )
    heavy.themes.set([make_theme("theme-0")])
    refresh()


@pytest.mark.parametrize("level", [Level.GREEN, Level.AMBER, Level.STRICT])
@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.DRAFT, Status.ARCHIVED])
def test_the_page_takes_at_most_ten_queries_in_any_state(
    client, heavy, ada, ben, status, level, django_assert_max_num_queries
):
    heavy.status, heavy.level, heavy.round = status, level, 1
    heavy.archived_at, heavy.superseded_by = timezone.now(), make_entry(ada)
    heavy.save()
    for n in range(8):
        Review.objects.create(
            entry=heavy,
            revision=heavy.current_revision,
            round=1,
            level=level,
            reviewer=make_user(f"reviewer{n}"),
            verdict="changes",
            comment="Why?",
        )
    RestrictedDetail.objects.create(entry=heavy, level=level + 1).add_revision(
        writer=ada, text="Detail."
    )
    client.force_login(ada)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(heavy.get_absolute_url()).status_code == 200


def test_a_visitor_costs_three_queries(client, ada, django_assert_max_num_queries):
    entry = make_entry(ada, level=Level.CLEAR, words={"lesson": "See [[Another one]]."})
    with django_assert_max_num_queries(3):
        assert client.get(entry.get_absolute_url()).status_code == 200


# Who reads it


def test_numbers_of_readers_are_for_who_answers_for_the_entry(client, ada, ben, cleo):
    entry = make_entry(ada)
    address = reverse("sharing:entry_readers", args=[entry.public_id])
    for user, sees in ((ada, True), (ben, True), (cleo, False)):
        client.force_login(user)
        assert ("members today" in client.get(address).content.decode()) is sees


def test_the_page_of_readers_names_organisations_and_people_named(client, ada, cleo):
    entry = make_entry(ada, level=Level.AMBER)
    entry.named_people.add(cleo)
    entry.named_organisations.add(make_organisation("Rail", "mobility"))
    client.force_login(cleo)
    address = reverse("sharing:entry_readers", args=[entry.public_id])
    text = text_of(client.get(address))
    for part in ("Hospital and Rail", "By name: Cleo", "You are named.", "Health care"):
        assert part in text
    assert "You wrote it" not in text


@pytest.mark.parametrize("level", list(Level))
def test_the_members_counted_are_those_of_the_audience(
    level, ada, ben, cleo, dirk, eva, finn, gus, grid, hospital
):
    entry = make_entry(ada, level=level, also=["water"])
    entry.named_people.add(finn)
    entry.named_organisations.add(grid)
    wet = make_user("wet", water=Role.READER)
    left = make_user("left", hospital)
    left.deactivate(by=gus)
    around = about(entry)
    counted = audience_members(
        level,
        sectors={entry.home_sector_id, *(s.pk for s in around.also_sectors)},
        organisations={hospital.pk, *(o.pk for o in around.named_organisations)},
        people={ada.pk, *(p.pk for p in around.named_people)},
    )
    everybody = [ada, ben, cleo, dirk, eva, finn, gus, wet, left]
    assert set(counted) == {user for user in everybody if entry.is_in_audience(user)}


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("status", list(Status))
def test_whoever_reads_an_entry_is_told_why(
    level, status, ada, ben, cleo, dirk, eva, finn, gus, grid
):
    entry = make_entry(ada, status=status, level=level, also=["water"])
    entry.co_authors.add(dirk)
    entry.named_people.add(finn)
    entry.named_organisations.add(grid)
    around = about(entry)
    for user in (ada, ben, cleo, dirk, eva, finn, gus):
        for seen in Entry.objects.with_abilities(user).filter(pk=entry.pk).for_page():
            assert why_it_is_seen(seen, user.standing, around)


def test_why_names_the_role_the_organisation_and_the_name_that_count(ada, ben, finn, gus):
    entry = make_entry(ada, level=Level.AMBER, also=["water"])
    entry.named_people.add(finn)
    told = {}
    for user in (ada, ben, finn, gus):
        seen = Entry.objects.with_abilities(user).for_page().get()
        told[user] = why_it_is_seen(seen, user.standing, about(entry))
    work = "You work at Hospital."
    assert told[ada] == ["You wrote it.", "You belong to Health care.", work]
    assert told[ben] == ["You belong to Health care.", work]
    assert told[finn] == ["You belong to Health care.", "You are named."]
    assert told[gus] == ["You are an administrator."]


def test_on_a_closed_site_a_clear_entry_is_not_said_to_be_open_to_everyone(client, ada, settings):
    entry = make_entry(ada, level=Level.CLEAR)
    settings.CLOSED_SITE = True
    assert page_of(client, entry).status_code == 404
    text = text_of(page_of(client, entry, ada))
    assert "It is shared with all members." in text
    client.force_login(ada)
    readers = text_of(client.get(reverse("sharing:entry_readers", args=[entry.public_id])))
    assert "Everyone" not in readers


def test_a_sector_that_the_reader_is_not_in_is_not_named_as_the_reason(ada, finn):
    make_sector("water")
    make_entry(ada, level=Level.AMBER, also=["water"])
    seen = Entry.objects.with_abilities(finn).for_page().get()
    assert why_it_is_seen(seen, finn.standing, about(seen)) == ["You belong to Health care."]

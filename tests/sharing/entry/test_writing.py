"""Writing an entry: the form, its errors, two clicks, and the preview."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import Role
from sharing.models import Entry, Level, RestrictedDetail, Status, UnsavedText
from tests.factories import (
    make_entry,
    make_organisation,
    make_sector,
    make_theme,
    make_user,
)
from tests.sharing.entry.typed import NEW, edit, retyped, token_in, typed

pytestmark = pytest.mark.django_db


# A new one


def test_the_kind_is_chosen_first(as_ada):
    page = as_ada.get(NEW).content.decode()
    assert "?kind=lesson" in page
    assert "?kind=practice" in page


def test_a_contributor_writes_a_draft(as_ada, ada):
    theme = make_theme("alarms")
    page = as_ada.get(NEW, {"kind": "practice"})
    sent = typed(
        kind="practice",
        token=token_in(page),
        themes=[theme.pk],
        also_sectors=[make_sector("water").pk],
        title="Fewer alarms",
    )
    answer = as_ada.post(NEW, sent)
    entry = Entry.objects.get()
    assert answer.url == edit(entry)
    assert (entry.author, entry.status, entry.kind) == (ada, Status.DRAFT, "practice")
    assert entry.title == "Fewer alarms"
    assert list(entry.themes.all()) == [theme]
    assert [sector.slug for sector in entry.also_sectors.all()] == ["water"]


def test_only_sectors_where_i_contribute_are_offered_as_home(client, hospital):
    writer = make_user("mia", hospital, health=Role.CONTRIBUTOR, water=Role.READER)
    client.force_login(writer)
    answer = client.post(NEW, typed(home_sector=make_sector("water").pk))
    assert "home_sector" in answer.context["form"].errors
    assert not Entry.objects.exists()


def test_a_reader_is_told_whom_to_ask(client, finn, eva):
    client.force_login(finn)
    page = client.get(NEW).content.decode()
    assert "A steward of your sector makes you one" in page
    assert "Eva" in page


def test_a_double_click_makes_one_draft(as_ada):
    sent = typed(token=token_in(as_ada.get(NEW, {"kind": "lesson"})))
    first, second = as_ada.post(NEW, sent), as_ada.post(NEW, sent)
    assert Entry.objects.count() == 1
    assert first.url == second.url


def test_going_back_and_sending_another_text_loses_neither(as_ada):
    sent = typed(token=token_in(as_ada.get(NEW, {"kind": "lesson"})))
    as_ada.post(NEW, sent)
    answer = as_ada.post(NEW, sent | {"lesson": "A second thought."}, follow=True)
    assert Entry.objects.count() == 1
    assert "A second thought." in answer.content.decode()
    entry = Entry.objects.get()
    as_ada.post(edit(entry), sent | {"lesson": "A second thought.", "base": 1})
    entry.refresh_from_db()
    assert entry.current_revision.lesson == "A second thought."


def test_nobody_chooses_the_id_of_an_entry(as_ada, cleo):
    as_ada.post(NEW, typed(token="mine"))
    assert Entry.objects.get().public_id != "mine"


def test_an_error_stands_beside_its_field_and_everything_typed_is_still_there(as_ada):
    sent = typed(title="x" * 151, lesson="Everything I know, typed by hand.")
    page = as_ada.post(NEW, sent).content.decode()
    assert "Make this 31 characters shorter." in page
    assert "x" * 151 in page
    assert "Everything I know, typed by hand." in page
    assert re.search(r'value="worked"[^>]* checked', page)
    assert not Entry.objects.exists()
    assert UnsavedText.objects.get().fields["lesson"] == ["Everything I know, typed by hand."]


def test_a_level_that_cannot_be_is_refused_beside_its_field(client):
    alone = make_user("olga", health=Role.CONTRIBUTOR)
    client.force_login(alone)
    answer = client.post(NEW, typed(level=int(Level.STRICT)))
    assert "level" in answer.context["form"].errors


def test_asking_for_review_saves_first(as_ada):
    answer = as_ada.post(NEW, typed(then="submit"))
    assert answer.url == reverse("sharing:entry_submit", args=[Entry.objects.get().public_id])


# A draft


def test_every_part_of_a_draft_is_changed_at_once(as_ada, ada, ben):
    entry = make_entry(ada, status=Status.DRAFT)
    grid = make_organisation("Other", "energy")
    sent = retyped(
        entry,
        lesson="Shorter.",
        level=int(Level.AMBER),
        named_organisations_add="Other",
        co_authors_add="Ben",
        outcome="failed",
        language="nl",
        detail_text="The supplier was X.",
        detail_level=int(Level.RED),
    )
    assert as_ada.post(edit(entry), sent).status_code == 302
    entry.refresh_from_db()
    assert entry.current_revision.lesson == "Shorter."
    assert (entry.level, entry.outcome, entry.language) == (Level.AMBER, "failed", "nl")
    assert list(entry.named_organisations.all()) == [grid]
    assert list(entry.co_authors.all()) == [ben]
    assert RestrictedDetail.objects.get().current.text == "The supplier was X."


def test_a_refused_part_keeps_the_whole_from_being_saved(as_ada, ada):
    entry = make_entry(ada, status=Status.DRAFT)
    sent = retyped(entry, lesson="Shorter.", level=int(Level.STRICT))
    Entry.objects.filter(pk=entry.pk).update(organisation=None)
    answer = as_ada.post(edit(entry), sent)
    assert "level" in answer.context["form"].errors
    entry.refresh_from_db()
    assert entry.current_revision.lesson != "Shorter."


def test_a_detail_needs_a_stricter_level(as_ada, ada):
    entry = make_entry(ada, status=Status.DRAFT)
    sent = retyped(entry, detail_text="X.", detail_level=int(Level.GREEN))
    answer = as_ada.post(edit(entry), sent)
    assert "detail_level" in answer.context["form"].errors


def test_a_name_that_several_have_is_asked_about(as_ada, ada, hospital):
    entry = make_entry(ada, status=Status.DRAFT)
    first, second = (make_user(f"jan{n}", hospital) for n in (1, 2))
    for person in (first, second):
        person.name = "Jan Jansen"
        person.save()
    answer = as_ada.post(edit(entry), retyped(entry, co_authors_add="Jan Jansen"))
    assert "tick the one you mean" in str(answer.context["form"].errors)
    page = answer.content.decode()
    assert f'name="co_authors" value="{first.pk}"' in page
    as_ada.post(edit(entry), retyped(entry, co_authors=[second.pk]))
    assert list(entry.co_authors.all()) == [second]


def test_unfinished_sections_say_what_is_needed(as_ada, ada):
    entry = make_entry(ada, status=Status.DRAFT, words={"privacy": "", "incentives": ""})
    page = as_ada.get(edit(entry)).content.decode()
    assert "Needed before review" in page
    assert re.search(r"Incentives</a><span>\s*Empty", page)
    assert re.search(r"Problem</a><span>\s*\d+ words", page)


def test_others_do_not_even_learn_that_a_draft_is_there(client, ada, ben):
    entry = make_entry(ada, status=Status.DRAFT)
    client.force_login(ben)
    assert client.get(edit(entry)).status_code == 404
    assert client.get(edit(entry).replace(entry.public_id, "zzzzzzzzzz")).status_code == 404


def test_a_reader_of_a_published_entry_who_writes_nowhere_may_not_suggest(client, ada, finn):
    entry = make_entry(ada)
    client.force_login(finn)
    assert client.get(edit(entry)).status_code == 403


def test_what_is_sent_to_a_page_that_is_gone_is_shown_and_kept(client, ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    client.force_login(cleo)
    for public_id in (entry.public_id, "zzzzzzzzzz"):
        address = reverse("sharing:entry_edit", args=[public_id])
        answer = client.post(address, typed(base=1, lesson="An hour of work."))
        assert answer.status_code == 404
        assert "An hour of work." in answer.content.decode()
        assert UnsavedText.objects.get(user=cleo, key=public_id).fields["lesson"]


def test_a_link_to_something_narrower_is_told_to_who_can_read_it(as_ada, ada, ben):
    make_entry(ada, level=Level.RED, words={"title": "Very secret"})
    entry = make_entry(
        ada, status=Status.DRAFT, words={"lesson": "As in [[Very secret]]."}, co_authors=[ben]
    )
    assert "fewer people can read" in as_ada.get(edit(entry)).content.decode()
    as_ada.force_login(ben)
    page = as_ada.get(edit(entry)).content.decode()
    assert "fewer people can read" not in page


# Preview


def test_a_preview_saves_nothing_and_shows_the_page_with_everything_in_it(as_ada, ada):
    entry = make_entry(ada, status=Status.DRAFT)
    sent = retyped(entry, lesson="**Bold** new.", preview="all")
    page = as_ada.post(edit(entry), sent).content.decode()
    assert "<strong>Bold</strong> new." in page
    assert "**Bold** new." in page
    entry.refresh_from_db()
    assert entry.current_revision.number == 1


def test_a_script_gets_the_preview_of_one_section_with_links_for_this_writer(as_ada, ada, ben):
    seen = make_entry(ada, words={"title": "Seen by all"})
    make_entry(ben, level=Level.RED, words={"title": "Not for Ada"})
    sent = typed(lesson="See [[Seen by all]] and [[Not for Ada]].", preview="lesson")
    page = as_ada.post(NEW, sent, headers={"HX-Request": "true"}).content.decode()
    assert f'href="{seen.get_absolute_url()}"' in page
    assert "Not for Ada" in page
    assert page.count('<a href="/') == 1
    assert "<html" not in page


# Ids that no column can hold


@pytest.mark.parametrize("number", [10**23, -(10**23)])
def test_a_number_that_no_row_can_have_is_an_error_beside_its_field(as_ada, ada, number):
    entry = make_entry(ada, status=Status.DRAFT)
    answer = as_ada.post(edit(entry), typed(also_sectors=[number]))
    assert answer.status_code == 200
    assert "also_sectors" in answer.context["form"].errors


# Tables, which are named for who has the page read aloud

TABLE = "|a|\n|-|\n|1|"


@pytest.mark.parametrize(("language", "name"), [("nl", "Tabel 1, "), ("en", "Table 1, ")])
def test_a_table_is_named_in_the_language_of_its_entry(as_ada, ada, language, name):
    entry = make_entry(ada, status=Status.DRAFT, language=language, words={"problem": TABLE})
    RestrictedDetail.objects.set(entry, by=ada, level=Level.AMBER, text=TABLE)
    page = as_ada.get(entry.get_absolute_url()).text
    assert page.count(f'aria-label="{name}') == 2
    asked = typed(language=language, problem=TABLE, preview="problem")
    shown = as_ada.post(edit(entry), asked, headers={"HX-Request": "true"}).text
    assert f'aria-label="{name}' in shown


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
@pytest.mark.parametrize("changed", [{}, {"lesson": "Another lesson."}])
def test_in_another_language_what_is_there_is_named_anew_in_one_new_wording(
    as_ada, ada, status, changed
):
    entry = make_entry(ada, status=status, words={"problem": TABLE}, outcome="worked")
    RestrictedDetail.objects.set(entry, by=ada, level=Level.AMBER, text=TABLE)
    entry.refresh_from_db()
    before, detail = entry.revisions.count(), {"detail_text": TABLE, "detail_level": 2}
    answer = as_ada.post(edit(entry), retyped(entry, **detail, language="nl", **changed))
    assert answer.status_code == 302
    assert as_ada.get(entry.get_absolute_url()).text.count('aria-label="Tabel 1, ') == 2
    assert entry.revisions.count() == before + 1


def test_of_the_stewards_who_can_let_one_write_those_are_named_who_are_members(client, finn, eva):
    client.force_login(finn)
    address = reverse("sharing:entry_new")
    assert eva.shown_name in client.get(address).text
    eva.emailaddress_set.update(verified=False)
    assert eva.shown_name not in client.get(address).text


def test_a_draft_that_is_thrown_away_with_two_clicks_is_gone_and_nothing_is_missing(as_ada, ada):
    draft = make_entry(ada, status=Status.DRAFT)
    address = reverse("sharing:entry_delete", args=[draft.public_id])
    first, again = (as_ada.post(address) for _click in range(2))
    assert first.url == again.url
    assert not Entry.objects.exists()
    assert as_ada.get(address).status_code == 404

"""Explore: what a reader finds, how they narrow it down, and what helps when there is nothing."""

import re

import pytest
from django.urls import reverse

from sharing.models import EmptySearch, Level, Question, Status
from sharing.search import refresh
from tests.factories import make_entry, make_organisation, make_sector, make_theme

pytestmark = pytest.mark.django_db
URL = "/explore/"


def write(author, title, problem="Something.", **fields):
    words = {"title": title, "summary": "In short.", "problem": problem, "approach": "How."}
    words |= {"results": "", "lesson": "What.", "conditions": "", "privacy": "None."}
    return make_entry(author, words=words, **fields)


def page(client, **data):
    response = client.get(URL, data)
    assert response.status_code == 200
    return response.content.decode()


def found(html):
    titles = re.findall(r"<h2[^>]*><a href=[^>]*>(.*?)</a></h2>", html)
    return [re.sub(r"</?mark>", "", title) for title in titles]


@pytest.fixture
def three(ada):
    write(ada, "Silent pumps", "A nurse and an alarm.", level=Level.CLEAR)
    write(ada, "Loud pumps", level=Level.GREEN, kind="practice", outcome="failed")
    write(ada, "Secret pumps", level=Level.AMBER, language="nl")
    refresh()


def test_everybody_finds_what_they_may_read(client, three, ada, cleo):
    assert found(page(client, q="pumps")) == ["Silent pumps"]
    client.force_login(cleo)
    assert set(found(page(client, q="pumps"))) == {"Silent pumps", "Loud pumps"}
    client.force_login(ada)
    assert len(found(page(client, q="pumps"))) == 3
    assert found(page(client)) == ["Secret pumps", "Loud pumps", "Silent pumps"]


def test_counts_are_of_what_the_reader_may_see(client, three, cleo):
    client.force_login(cleo)
    html = page(client, q="pumps")
    assert "<b>2 results</b>" in html
    assert 'id="f-level-green"' in html
    assert 'id="f-level-amber"' not in html
    assert 'id="f-language-nl"' not in html


def test_hits_are_marked_and_words_are_escaped(client, ada):
    write(ada, "Pumps <b>& doors", level=Level.CLEAR)
    refresh()
    html = page(client, q='pump "><script>')
    assert "<mark>Pumps</mark> &lt;b&gt;&amp; doors" in html
    assert "<script>" not in html


def test_a_filter_narrows_and_a_chip_takes_it_off(client, three, ada):
    client.force_login(ada)
    html = page(client, q="pumps", kind="practice")
    assert found(html) == ["Loud pumps"]
    assert re.search(r'name="kind" value="practice" checked', html)
    assert f'<a class="button chip" href="{URL}?q=pumps">' in html
    assert found(page(client, kind="practice", level="green", outcome="failed")) == ["Loud pumps"]
    assert found(page(client, language="nl")) == ["Secret pumps"]


def test_filters_of_sector_theme_and_party(client, ada, cleo):
    theme = make_theme("alarm-management")
    one = write(ada, "One", level=Level.CLEAR, also=["water"])
    write(cleo, "Two", level=Level.CLEAR, home="energy")
    one.themes.add(theme)
    assert found(page(client, sector="water")) == ["One"]
    assert found(page(client, sector=["energy", "health"])) == ["Two", "One"]
    assert found(page(client, theme="alarm-management")) == ["One"]
    assert found(page(client, party="business")) == ["Two"]


@pytest.mark.parametrize(
    "data",
    [
        {"sector": "nowhere", "theme": "'", "level": "red", "maturity": "9", "kind": ""},
        {"page": "0"},
        {"page": "-1"},
        {"page": "x" * 5_000},
        {"sort": "worst"},
        {"q": "\0"},
        {"q": "\ud800".encode("utf-8", "surrogatepass")},
        {"q": '"unclosed'},
        {"q": "'; DROP TABLE -- %s {0} AND OR NOT ( * ~ ^"},
        {"q": "😀" * 2_500},
        {"q": "a " * 5_000},
        {"q": "x" * 10_000},
        {"q": "-" * 10_000},
    ],
)
def test_any_address_is_answered(client, three, data):
    page(client, **data)


def test_sorting(client, ada):
    write(ada, "Pumps", "Pumps, pumps.", level=Level.CLEAR)
    newer = write(ada, "A door and a pump", level=Level.CLEAR)
    newer.maturity = 3
    newer.save()
    refresh()
    assert found(page(client, q="pump")) == ["Pumps", "A door and a pump"]
    assert found(page(client, q="pump", sort="newest")) == ["A door and a pump", "Pumps"]
    assert found(page(client, q="pump", sort="applied")) == ["A door and a pump", "Pumps"]


def test_what_is_archived_comes_after_what_is_published(client, ada):
    write(ada, "An old pump", level=Level.CLEAR)
    write(ada, "A withdrawn pump", level=Level.CLEAR, status=Status.ARCHIVED)
    refresh()
    for asked in ({}, {"sort": "newest"}, {"q": "pump", "sort": "newest"}, {"q": "-door"}):
        assert found(page(client, **asked)) == ["An old pump", "A withdrawn pump"]


def test_pages(client, ada):
    for number in range(23):
        write(ada, f"Pump {number}", level=Level.CLEAR)
    first = page(client, kind="lesson")
    assert len(found(first)) == 10
    assert "?kind=lesson&amp;page=2" in first
    assert len(found(page(client, kind="lesson", page="3"))) == 3


def test_archived_entries_are_findable_and_marked(client, ada):
    write(ada, "Old pumps", level=Level.CLEAR, status=Status.ARCHIVED)
    refresh()
    html = page(client, q="pumps")
    assert found(html) == ["Old pumps"]
    assert "<b>Archived</b>" in html


# Nothing found


def test_a_typing_error_gets_an_offer(client, ada):
    write(ada, "Procurement", level=Level.CLEAR)
    refresh()
    html = page(client, q="procuremetn")
    assert "<b>No results</b>" in html
    assert f'Did you mean <a href="{URL}?q=procurement">procurement</a>?' in html
    write(ada, "Milk", level=Level.CLEAR)
    refresh()
    assert "Did you mean" in page(client, q="milk procuremetn")


def test_without_its_filters_a_search_may_find_something(client, three):
    html = page(client, q="pumps", kind="practice")
    assert f'<a href="{URL}?q=pumps">Remove all filters</a>' in html
    assert "1 result without them" in html


def test_what_finds_nothing_is_kept_without_who(client, cleo, dirk, three):
    """Once for each who asks: what is asked often is shown to others."""
    for user in (cleo, dirk):
        client.force_login(user)
        assert reverse("sharing:explore_empty") in page(client, q="Quantum-safe milk robots!")
        for words in ("Quantum-safe milk robots!", "quantum-safe  milk robots!"):
            client.post(reverse("sharing:explore_empty"), {"q": words})
    kept = EmptySearch.objects.get()
    assert (kept.text, kept.count) == ("quantum safe milk robots", 2)
    client.post(reverse("sharing:explore_empty"), {"q": "pumps"})
    assert EmptySearch.objects.count() == 1


def test_nothing_is_written_by_looking(client, cleo, three, django_assert_max_num_queries):
    client.force_login(cleo)
    with django_assert_max_num_queries(12) as asked:
        page(client, q="quantum milk", sector="water")
    assert not any(q["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for q in asked)


# Suggestions while typing


def test_suggestions_come_for_htmx_and_lead_to_the_page_without(client, cleo, three):
    address = reverse("sharing:explore_suggestions")
    client.force_login(cleo)
    html = client.get(address, {"q": "pum"}, headers={"HX-Request": "true"}).content.decode()
    assert "Silent pumps" in html
    assert "Secret" not in html
    Question.objects.ask(
        by=cleo, title="Who counts pumps?", text="For us.", home_sector=make_sector("energy")
    )
    html = client.get(address, {"q": "pum who"}, headers={"HX-Request": "true"}).content.decode()
    assert "Who counts pumps?" in html
    assert client.get(address, {"q": "pum"})["Location"] == f"{URL}?q=pum"


# Cost


def test_the_number_of_queries_does_not_grow(client, ada, django_assert_max_num_queries):
    theme = make_theme("alarm-management")
    for number in range(25):
        organisation = make_organisation(f"Org {number}")
        entry = write(ada, f"Pump {number}", also=["water"], organisation=organisation)
        entry.themes.add(theme)
    refresh()
    client.force_login(ada)
    for data in (
        {"q": "pump nurse"},
        {"q": "pump", "sector": "water", "theme": "alarm-management", "sort": "applied"},
        {},
        {"q": '"pump 7" -nurse'},
        {"q": "procuremetn"},
    ):
        with django_assert_max_num_queries(12):
            page(client, **data)


def test_one_member_who_insists_between_many_other_searches_is_not_many(client, cleo, three):
    client.force_login(cleo)
    for number in range(60):
        for words in ("quantum safe milk", f"nothing of kind {number}"):
            client.post(reverse("sharing:explore_empty"), {"q": words})
    assert EmptySearch.objects.get(text="quantum safe milk").count == 1


def test_a_closed_site_proposes_no_words_of_its_entries_to_visitors(client, ada, cleo, settings):
    write(ada, "Procurement of milk", level=Level.CLEAR)
    refresh()
    assert "Did you mean" in page(client, q="procuremetn")
    settings.CLOSED_SITE = True
    assert "Did you mean" not in page(client, q="procuremetn")
    client.force_login(cleo)
    assert "Did you mean" in page(client, q="procuremetn")


def test_an_entry_is_found_by_its_theme_and_its_organisation_and_says_so(client, ada):
    entry = write(ada, "Milk at night")
    entry.themes.add(make_theme("alarm-management"))
    refresh()
    client.force_login(ada)
    assert "Carries the theme Alarm management." in page(client, q="alarm management")
    assert "By Hospital." in page(client, q="hospitals")


def test_a_typing_error_is_thought_of_beside_words_that_find_much(client, ada):
    for number in range(6):
        write(ada, f"Pumps {number}", problem="The procurement of pumps.")
    refresh()
    client.force_login(ada)
    assert "procurement pumps</a>?" in page(client, q="procuremetn pumps")
    assert "Did you mean" not in page(client, q="procurement pumps")


def test_a_phrase_is_left_out_and_its_words_alone_are_not(client, ada):
    write(ada, "Alarms in the control room")
    write(ada, "Alarms in a room of control")
    refresh()
    client.force_login(ada)
    html = page(client, q='alarms -"control room"')
    assert "room of control" in html
    assert "in the control room" not in html


def test_small_words_alone_are_no_wanted_knowledge(client, cleo, three):
    client.force_login(cleo)
    for words in ("a", "de het een", "the of and"):
        client.post(reverse("sharing:explore_empty"), {"q": words})
    assert EmptySearch.objects.count() == 0


def test_questions_and_organisations_are_proposed_by_how_their_words_begin(client, ada, cleo):
    make_organisation("Coöperatie Akkerhof")
    make_organisation("Staalwerk")
    Question.objects.ask(
        by=ada,
        title="Hoe regel je de coördinatie?",
        text="Zorg.",
        home_sector=make_sector("health"),
    )
    client.force_login(cleo)
    for typed, offered, is_there in (
        ("cooper", "Coöperatie Akkerhof", True),
        ("coördinatie", "Hoe regel je de coördinatie?", True),
        ("coordinatie", "Hoe regel je de coördinatie?", True),
        ("aal", "Staalwerk", False),
    ):
        answer = client.get(
            reverse("sharing:explore_suggestions"), {"q": typed}, headers={"hx-request": "true"}
        )
        assert (offered in answer.content.decode()) is is_there, typed

"""The visual language: symbols, signs, fields, and pages that need no data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.urls import get_resolver
from django.utils import timezone, translation

from accounts.models import Sector
from sharing.forms.widgets import LevelRadios, MarkdownTextarea
from sharing.models import Level
from sharing.templatetags.design import in_full
from sharing.templatetags.symbols import FLAGS, symbols

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(autouse=True)
def _english():
    """A request of another test may have left another language behind."""
    with translation.override("en"):
        yield


def rendered(text: str, **context) -> str:
    template = engines["django"].from_string("{% load design %}" + text)
    return template.render(context)


def test_a_page_draws_each_symbol_that_it_uses_once():
    page = rendered('{% sprite %}{% icon "x" %}{% icon "x" %}{% flag "water" %}{% endsprite %}')
    assert re.findall(r'<symbol id="([^"]+)"', page) == ["f-water", "i-x"]


def test_every_icon_that_a_template_names_is_there():
    named = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"\bicon[ =]\"([a-z0-9-]+)\"", path.read_text())
    }
    assert {name for name in named if f"i-{name}" not in symbols()} == set()


def test_every_page_that_is_offered_where_there_is_one_is_there():
    """`url_if` leaves out what is not built. A name that nobody has is never built, and nobody sees."""
    resolver = get_resolver()
    offered = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""url_if ["']([a-z_:]+)["']""", path.read_text())
    }
    assert offered
    for name in sorted(offered):
        space, _, short = name.rpartition(":")
        names = resolver.namespace_dict[space][1] if space else resolver
        assert short in names.reverse_dict, name


def test_a_sector_without_a_drawing_gets_the_plain_flag():
    assert 'href="#f-plain"' in rendered('{% flag "space-travel" %}')


def test_a_name_that_spells_markup_is_escaped_after_the_same_markup_was_drawn():
    """What is drawn is kept: a safe text and an unsafe one of the same letters stay apart."""
    water = Sector(slug="water", flag="water", name_en="Water", name_nl="Water")
    drawn = rendered("{% sector one link=True %}", one=water)
    spelled = re.search("<a .*</a>", drawn)[0]
    named_so = Sector(slug="x", flag="water", name_en=spelled, name_nl=spelled)
    assert spelled in drawn
    assert "<a" not in rendered("{% sector one %}", one=named_so)


def test_no_two_neighbours_in_the_row_of_flags_share_a_ground():
    css = (ROOT / "static/css/tokens.css").read_text()
    grounds = dict(re.findall(r'\[data-sector="(\w+)"\]\s*{ --g: var\(--(\w+)\)', css))
    for columns in (3, 6, 12):
        for at, slug in enumerate(FLAGS):
            right = FLAGS[at + 1 : at + 2] if (at + 1) % columns else []
            assert grounds[slug] not in [
                grounds[other] for other in right + FLAGS[at + columns :][:1]
            ]


def test_a_crossing_without_a_giver_is_dashed():
    assert 'class="crossing wanted"' in rendered('{% crossing None "health" %}')


def test_a_list_names_the_level_only_when_it_is_stricter_than_green():
    assert rendered("{% tlp_if 0 %}{% tlp_if 1 %}") == ""
    assert "TLP:AMBER+STRICT" in rendered("{% tlp_if 3 %}")


def test_without_a_reason_there_is_no_pennant():
    assert rendered('{% why "" %}') == ""


def test_words_of_members_are_escaped():
    assert "&lt;b&gt;" in rendered("{% why reason %}", reason="<b>")


def test_a_date_stands_in_full():
    assert in_full(timezone.datetime(2026, 11, 12).date()) == "12 November 2026"


def test_a_title_in_another_language_says_so():
    assert rendered('{% lang_of "nl" %}') == ' lang="nl"'
    with translation.override("nl"):
        assert rendered('{% lang_of "nl" %}') == ""


class Lesson(forms.Form):
    title = forms.CharField(help_text="Not the name of your project.")
    problem = forms.CharField(widget=MarkdownTextarea, required=False)
    level = forms.TypedChoiceField(choices=Level.choices, coerce=int, widget=LevelRadios)


def test_an_error_stands_beside_its_field_and_above_the_form():
    page = str(Lesson({}))
    assert 'href="#id_title"' in page
    field = str(Lesson({})["title"].as_field_group())
    assert 'id="id_title_error"' in field
    assert 'aria-describedby="id_title_helptext id_title_error"' in field
    assert 'aria-invalid="true"' in field


def test_a_choice_of_level_says_whom_it_is_shown_to_and_what_may_be_passed_on():
    page = str(Lesson()["level"].as_field_group())
    for level in Level:
        assert level.label in page
        assert str(level.shown_to) in page
        assert str(level.reader_may) in page


def test_a_markdown_box_is_a_plain_box_underneath():
    assert "<textarea" in str(Lesson()["problem"].as_field_group())


@pytest.mark.parametrize("address", ["levels", "privacy", "about", "accessibility"])
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_visitor_reads_the_texts_about_the_site(client, db, address, language):
    answer = client.get(f"/{address}/", headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["login/", "login/code/", "signup/", "password/reset/", "inactive/"]
)
def test_the_door_shows_all_flags(client, db, address):
    page = client.get(f"/account/{address}").content.decode()
    assert all(f'id="f-{slug}"' in page for slug in FLAGS)


def test_a_page_that_is_not_there_says_no_more(client, ada):
    for somebody in (None, ada):
        if somebody:
            client.force_login(somebody)
        answer = client.get("/nothing/here/")
        assert answer.status_code == 404
        assert "We say the same in all three cases" in answer.content.decode()


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_the_last_pages_need_nothing_of_the_site(page):
    assert "<h1>" in render_to_string(page)


def test_the_switch_of_language_holds_for_a_visitor_and_for_a_member(client, ada):
    client.post("/i18n/setlang/", {"language": "nl", "next": "/levels/"})
    assert '<html lang="nl"' in client.get("/levels/").content.decode()
    client.force_login(ada)
    client.post("/i18n/setlang/", {"language": "nl", "next": "/levels/"})
    ada.refresh_from_db()
    assert ada.language == "nl"
    assert '<html lang="nl"' in client.get("/levels/").content.decode()


def test_a_member_chooses_light_or_dark(client, ada):
    ada.theming = "dark"
    ada.save()
    client.force_login(ada)
    assert 'data-theme="dark"' in client.get("/levels/").content.decode()


def test_on_a_phone_each_cell_of_a_ledger_says_what_it_is():
    """Its heads are out of sight there. A cell that holds buttons alone speaks for itself."""
    tables = [
        table
        for path in (ROOT / "templates").rglob("*.html")
        for table in re.findall(r'<table class="ledger">.*?</table>', path.read_text(), re.S)
    ]
    cells = [cell for table in tables for cell in re.findall(r"<td[ >].*?</td>", table, re.S)]
    assert len(cells) > 10
    nameless = [cell for cell in cells if "data-label" not in cell]
    assert [
        cell for cell in nameless if "<button" not in cell and 'class="button' not in cell
    ] == []

"""What a hit shows of its text: why it was found, and no earlier wording."""

import pytest

from sharing.models import (
    Entry,
)
from sharing.search import (
    Synonyms,
    missed,
    refresh,
    snippets,
)
from sharing.search.terms import Group
from tests.sharing.search.asked import titles, write

pytestmark = pytest.mark.django_db


def shown(segments):
    return "".join(f"[{s.text}]" if s.is_hit else s.text for s in segments)


def snippet_of(entry, text):
    rows = Entry.objects.filter(pk=entry.pk).select_related("current_revision", "indexed")
    return snippets(rows, text)[entry.pk]


def test_a_snippet_shows_why_it_was_found(ada):
    entry = write(
        ada, "Silent pumps", "Line one.\n\n" + "word " * 90 + "a quiet ward " + "w " * 200
    )
    refresh()
    snippet = snippet_of(entry, "pump quiet wards")
    assert shown(snippet.title) == "Silent [pumps]"
    assert "[quiet ward]" in shown(snippet.said)
    assert shown(snippet.said).startswith("… ")
    assert shown(snippet.said).endswith(" …")
    assert len(shown(snippet.said)) < 300


def test_without_a_better_passage_a_snippet_is_the_summary(ada):
    entry = write(ada, "Silent pumps")
    refresh()
    assert shown(snippet_of(entry, "pumps").said) == "In short."
    assert shown(snippet_of(entry, "").said) == "In short."


def test_accents_do_not_hide_a_hit(ada):
    entry = write(ada, "Coördinatie in het CAFÉ", language="nl")
    refresh()
    assert shown(snippet_of(entry, "cafe coordinatie").title) == "[Coördinatie] in het [CAFÉ]"


@pytest.mark.parametrize(
    ("asked", "title", "marked"),
    [
        ("email", "Lost e-mails of a ward", "Lost [e-mails] of a ward"),
        ("e-mail", "Lost e-mails of a ward", "Lost [e-mails] of a ward"),
        ("mails", "Lost e-mails of a ward", "Lost e-[mails] of a ward"),
        ("38400", "It cost 38.400 euros", "It cost [38.400] euros"),
        ("38,400", "It cost 38.400 euros", "It cost [38.400] euros"),
        ("dropout", "Drop-outs, and who stays", "[Drop-outs], and who stays"),
        ("smartmeters", "Read the smart‑meter", "Read the [smart‑meter]"),
        ("smartmeters ward", "A smart-meter ward", "A [smart-meter ward]"),
        ("coordinatie", "Co-ördinatie", "[Co-ördinatie]"),
        ("email", "A web-e-mail", "A web-e-mail"),  # one word of three: the index has no "email"
        ("email", "The e, mail", "The e, mail"),
        ("9300", "19.300 and 9.3000", "19.300 and 9.3000"),
        ("sbar", "A foo's-bar", "A foo's-bar"),
    ],
)
def test_a_word_is_marked_however_its_parts_are_joined(ada, asked, title, marked):
    entry = write(ada, title)
    refresh()
    assert shown(snippet_of(entry, asked).title) == marked
    is_found = titles(ada, asked, by_meaning=False) == [title]
    assert is_found == ("[" in marked)


def test_a_joined_word_far_into_the_text_is_shown_whole(ada):
    long = "-".join(["ward"] * 30)
    entry = write(ada, "Pumps", "word " * 90 + f"{long} quiet " + "w " * 200)
    refresh()
    assert f"[{long}]" in shown(snippet_of(entry, long.replace("-", "")).said)
    assert f"[{long} quiet]" in shown(snippet_of(entry, f"{long} quiet").said)


def test_a_joined_word_that_stands_there_is_not_missed(ada):
    entry = write(ada, "Lost e-mails of a drop-out", language="en")
    refresh()
    assert not missed("dropout e-mail", [snippet_of(entry, "dropout e-mail")])


def test_a_name_with_a_hyphen_is_marked_where_all_of_it_stands(ada):
    names = Synonyms.of([Group([("care", "en")], [("care", "en"), ("zorg-ICT plan", "nl")])])
    entry = write(ada, "Een zorg-ICT plan", "ICT, een plan.", language="nl")
    refresh()
    rows = Entry.objects.filter(pk=entry.pk).select_related("current_revision", "indexed")
    snippet = snippets(rows, "care", names)[entry.pk]
    assert shown(snippet.title) == "Een [zorg-ICT plan]"
    assert shown(snippet.said) == "In short."


def test_a_snippet_never_shows_an_earlier_wording(ada):
    entry = write(ada, "Silent pumps", "The secret ward.")
    refresh()
    entry.add_revision(writer=ada, words=entry.current_revision.words | {"problem": "Nothing."})
    assert "secret" not in shown(snippet_of(entry, "secret").said)

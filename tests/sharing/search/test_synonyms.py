"""What administrators keep as synonyms finds what is called otherwise, however many they keep."""

import pytest

from sharing.models import Entry, Level, Openness
from sharing.search import refresh, search
from tests.factories import make_theme
from tests.sharing.search.asked import titles, write

pytestmark = pytest.mark.django_db

MANY = ["login", "wallet", "passport", "proofing", "badge", "token", "legitimation", "smart card"]


def keep(*synonyms):
    theme = make_theme("digital-identity")
    theme.synonyms_en = list(synonyms)
    theme.save()
    return theme


def scores(user, text, **options):
    found = search(Entry.objects.visible_to(user), text, **options)
    return {entry.current_revision.title: entry.score for entry in found}


@pytest.fixture
def told(ada):
    write(ada, "Queues", "A wallet.")
    write(ada, "Doors", "A wallet, a passport and a smart card.")
    write(ada, "Bread", "A smart card.")
    for number in range(4):
        write(ada, f"Windows {number}")
    refresh()


def test_a_synonym_counts_the_same_however_many_are_kept_beside_it(ada, told):
    keep("two-step verification", "wallet")
    alone = scores(ada, "two-step verification")["Queues"]
    keep("two-step verification", *MANY)
    assert scores(ada, "two-step verification")["Queues"] == alone


def test_of_a_group_an_entry_counts_what_it_says_best_once(ada, told):
    alone = []
    for synonym in ("wallet", "passport", "smart card"):
        keep("verification", synonym)
        alone.append(scores(ada, "verification")["Doors"])
    keep("verification", "wallet", "passport", "smart card")
    assert scores(ada, "verification")["Doors"] == max(alone)


def test_what_carries_a_theme_comes_before_what_says_a_piece_of_its_synonym(ada):
    theme = keep("two-step verification", *MANY)
    for number in range(6):
        write(ada, f"Step {number}")
        write(ada, f"Two {number}")
    for title in ("Queues", "Doors"):
        write(ada, title).themes.add(theme)
    refresh()
    assert set(titles(ada, "two-step verification")[:2]) == {"Queues", "Doors"}


@pytest.mark.parametrize("text", ["vendor lock-in", "vendor lock in", "vendor lockin"])
def test_a_hyphen_decides_not_whether_a_synonym_is_found(ada, text):
    theme = keep("vendor lock-in")
    write(ada, "Queues").themes.add(theme)
    refresh()
    assert titles(ada, text) == ["Queues"]


@pytest.mark.parametrize("written", ["lock-in", "lock in"])
def test_a_kept_name_with_a_hyphen_finds_it_written_without(ada, written):
    keep("vendor lock-in", "tender")
    write(ada, "Queues", f"There was a vendor {written}.")
    refresh()
    assert titles(ada, "tender") == ["Queues"]


def test_synonyms_tell_nothing_of_hidden_entries(ada, cleo, visitor, told):
    keep("verification", *MANY)

    def seen():
        return [
            scores(reader, text, openness=openness)
            for reader, openness in ((cleo, Openness.MEMBERS), (visitor, Openness.EVERYONE))
            for text in ("verification", "verification badge", "token")
        ]

    before = seen()
    write(ada, "Hidden", "A wallet, a badge, a token, a smart card.", level=Level.AMBER)
    refresh()
    assert seen() == before

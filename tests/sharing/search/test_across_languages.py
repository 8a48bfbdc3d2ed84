"""A few words in one language find what is told in the other: judged by hand on the demonstration."""

from __future__ import annotations

import pytest
from django.db import transaction

from sharing.models import Entry
from sharing.recommendations import questions
from sharing.search import refresh, search
from tests.sharing.recommendations.told import tell

pytestmark = pytest.mark.django_db

FIRST = 5
# What somebody in a hurry types, and words of the title that answers it, which is in the other language.
DUTCH = [
    ("verpleegkundige", "Halve the beeping|badge tap|equipment you have"),
    ("alarmmoeheid", "Halve the beeping|every signal in the control"),
    ("wachtwoord briefjes", "badge tap"),
    ("inloggen afdeling", "badge tap"),
    ("stroomstoring papier", "Run a ward on paper"),
    ("blinde klanten", "blind tester"),
    ("paspoort kopie", "Ask for a passport"),
    ("voortijdig schoolverlaten", "drop-out score"),
    ("infuuspomp kwijt", "Find the equipment"),
    ("wasruimte hulp", "laundry room"),
    ("renteberekening vervangen", "interest engine"),
    ("gepensioneerde", "retired engineer"),
    ("energiearmoede", "cold homes"),
    ("catalogus verhuizen leverancier", "moving-house drill"),
    ("treinscherm leverancier", "second maker"),
    ("reparatienotities", "repair notes"),
    ("geen bereik", "without signal"),
    ("graafschade kabels foto", "photo before the trench"),
    ("handschrift herkenning", "reading machine"),
    ("seizoensarbeid plukkers", "pickers"),
    ("dienstrooster machinist", "train drivers"),
    ("leerlingen helpdesk laptop", "laptop helpdesk"),
    ("robot overtypen", "retyping"),
    ("storing oefenen", "on paper|moving-house"),
]
ENGLISH = [
    ("reminder letter debt", "aanmaning"),
    ("control room messages", "meldingenscherm|meldkamer"),
    ("benefit fraud selection", "consulent"),
    ("face recognition exams", "gezichtsherkenning"),
    ("passport copy", "paspoort"),
    ("waiting list grid connection", "wachtrij"),
    ("fire communication", "grote brand"),
    ("rent increase letter", "huurverhoging"),
    ("old pump control", "oefengemaal"),
    ("legal basis data sharing", "wettelijke taak"),
    ("source code pumping station", "broncode"),
    ("broken fan storage", "ventilator"),
    ("dairy farmer mechanic", "melkveehouder"),
    ("remote access supplier", "toegang op afstand|leveranciers op afstand"),
    ("emergency contacts train", "noodmap"),
    ("death one appointment", "overlijden"),
    ("fake invoice", "nepfactuur"),
    ("vibration pump", "stroom van een pomp"),
    ("nurse winter planning", "winterdrukte"),
    ("delay announcement", "vertraging"),
    ("family photos", "schoenendoos"),
    ("smart lock key", "gewone sleutel"),
    ("farmer fields map", "percelen"),
    ("incident report", "incidentverslag"),
    ("wound video", "wond thuis"),
    ("alarm fatigue", "meldingenscherm"),
    ("drowning in notifications", "meldingenscherm"),
]
ABOUT_NOTHING_TOLD = [
    "bread baking", "football results", "recept appeltaart", "voetbaluitslag", "vakantie spanje",
    "wedding dress", "quantum chromodynamics", "guitar chords", "kerstboom", "zwembad",
    "space travel", "kattenvoer",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup, django_db_blocker):
    """The demonstration's entries that members read, as written by one member: made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        tell()
        refresh()
        questions.forget()
        yield
        transaction.set_rollback(True)
    questions.forget()


def first_titles(user, text: str) -> list[str]:
    found = search(Entry.objects.visible_to(user), text).select_related("current_revision")
    return [entry.current_revision.title for entry in found[:FIRST]]


@pytest.mark.parametrize("asked", [DUTCH, ENGLISH], ids=["Dutch", "English"])
def test_most_short_questions_find_among_five_what_is_told_in_the_other_language(ada, asked):
    found = [
        text
        for text, wanted in asked
        if any(part in title for part in wanted.split("|") for title in first_titles(ada, text))
    ]
    assert len(found) >= 0.6 * len(asked), sorted({text for text, _title in asked} - set(found))


def test_of_what_nobody_tells_meaning_brings_in_one_entry_a_question_at_most(ada):
    brought = []
    for text in ABOUT_NOTHING_TOLD:
        everything = Entry.objects.visible_to(ada)
        by_words = set(search(everything, text, by_meaning=False).values_list("pk", flat=True))
        found = set(search(everything, text).values_list("pk", flat=True))
        brought += found - by_words
    assert len(brought) <= len(ABOUT_NOTHING_TOLD)

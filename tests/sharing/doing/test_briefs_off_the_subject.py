"""Where nothing is about a situation, its brief says so, and no mail is filled with the nearest."""

from __future__ import annotations

import itertools
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.utils import timezone

from sharing.knowing import brief_for, new_for_situations
from sharing.knowing.briefs import NEAREST, choose, reason_of
from sharing.knowing.fits import Fit, fitting
from sharing.models import Entry, Level, Revision, Situation
from sharing.recommendations import refresh
from sharing.recommendations.encoder import HashedEncoder
from tests.factories import make_entry
from tests.sharing.recommendations.told import tell

pytestmark = pytest.mark.django_db

# Situations of which the demonstration tells, and others; judged by hand.
TOLD_OF = [
    "In April we open a ward with new monitors and many alarms at night.",
    "Wij willen een nieuw roostersysteem invoeren en de vakbond vreest dat medewerkers hun invloed verliezen.",
    "Volgend jaar vervangen we het zaaksysteem. Oude dossiers moeten mee, en de leverancier stopt ermee.",
    "We will replace the passwords of all employees by passkeys in two months.",
    "We gaan sensoren plaatsen in het riool om overstromingen te voorspellen.",
    "We plan to train a model that predicts which pumps break down.",
    "Wij starten met elektronische facturen bij alle leveranciers, ook kleine.",
    "Onze helpdesk krijgt te veel telefoontjes; we overwegen een chatbot voor burgers.",
]
TOLD_OF_BY_NOBODY = [
    "I am going to learn to play the piano this winter and look for a teacher nearby.",
    "Wij organiseren een barbecue voor de buurt en zoeken iemand die vlees kan grillen.",
    "Onze voetbalclub zoekt nieuwe shirts en een keeper voor het eerste elftal.",
    "We want to bake sourdough bread at home and the crust keeps burning.",
    "We gaan met de fiets op vakantie naar Frankrijk en nemen een tent mee.",
    "Hoe leer ik mijn hond om niet aan de lijn te trekken?",
    "We plan a wedding in June for 80 guests with a string quartet.",
    "Ik wil een trui breien met een kabelpatroon en weet niet welke wol.",
]
NUMBERS = itertools.count(1)
PIANO = TOLD_OF_BY_NOBODY[0]
UNSURE = "We found no lesson that is clearly about this."


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup, django_db_blocker):
    """The demonstration's entries that members read, as written by one member: made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        tell()
        yield
        transaction.set_rollback(True)


def in_a_brief(user, text: str):
    language = "nl" if {"een", "het", "de", "in"} & set(text.lower().split()[:9]) else "en"
    return brief_for(Situation(user=user, title="", text=text, language=language), user)


def test_most_situations_of_which_somebody_tells_get_lessons_and_none_is_filled_up(ada):
    briefs = [in_a_brief(ada, text) for text in TOLD_OF]
    sure = [brief for brief in briefs if brief.is_sure]
    assert len(sure) >= len(TOLD_OF) - 1
    assert sum(brief.sectors >= 2 for brief in sure) >= len(sure) - 1
    assert min(len(brief.lessons) for brief in sure) < 5


def test_beside_the_sure_ones_only_two_of_other_sectors_may_be_merely_nearest(ada):
    for text in TOLD_OF:
        readable = Entry.objects.visible_to(ada).in_circulation()
        fits = {fit.entry_id: fit for fit in fitting(text, "en", readable)}
        brief = brief_for(Situation(user=ada, title="", text=text, language="en"), ada)
        merely = [one.entry for one in brief.lessons if not fits[one.entry.pk].is_likely]
        if brief.is_sure:
            assert len(merely) <= 2
            assert all(entry.home_sector_id not in ada.standing.roles for entry in merely)


PAPER = {
    "en": "Next month we want to run our ward on paper for two hours with the patient record switched off.",
    "nl": "Volgende maand werken we twee uur op papier op de afdeling, met het patiëntendossier uit.",
}


@pytest.mark.parametrize("language", PAPER)
def test_the_lesson_whose_title_says_it_comes_first_in_either_language(ada, language):
    said = Situation(user=ada, title="", text=PAPER[language], language=language)
    first = brief_for(said, ada).lessons[0]
    assert first.entry.title.startswith("Run a ward on paper for two hours")
    assert 'Closest to what you write: <q lang="en">' in first.reason


# Situations that three sectors of the demonstration tell of, each in a title of its own.
TELL_THE_SAME = {
    "In spring we open a new intensive care unit. The monitors already give hundreds of alarms a shift"
    " and the nurses no longer hear them.": ("Halve the beeping", "meldingenscherm", "control room"),
    "Ons ziekenhuis gaat het dertig jaar oude patiëntendossier vervangen door een nieuw systeem. We zijn"
    " bang dat kennis van het oude systeem verdwijnt.": ("interest engine", "retired engineer", "oefengemaal"),
    "The municipality and the hospital want to share data about vulnerable elderly people and do not"
    " know whether it is lawful.": ("wettelijke taak", "carry the page", "Share a street"),
    "We want sensors on our pumps that tell us before they break.":
        ("ventilator", "repair notes", "stroom van een pomp"),
    "We moeten de identiteit van bezoekers vaststellen en vragen nu een kopie van hun paspoort.":
        ("gezichtsherkenning", "Ask for a passport", "paspoort zag"),
}  # fmt: skip


def test_of_three_sectors_that_tell_the_same_two_or_more_stand_in_a_brief(ada):
    for text, told in TELL_THE_SAME.items():
        titles = [one.entry.title for one in in_a_brief(ada, text).lessons]
        found = [part for part in told if any(part in title for title in titles)]
        assert len(found) >= 2, (text, titles)


def test_what_stands_beside_a_lesson_that_fits_says_so():
    seed, other = Fit(1, is_about=True), Fit(2, is_about=False)
    other.through = seed
    entries = {1: Entry(pk=1, language="nl"), 2: Entry(pk=2, language="en")}
    entries[1].current_revision = Revision(title="Bouw eerst een oefengemaal")
    reason = reason_of(other, "", entries)
    assert reason == (
        'Close to “<b lang="nl">Bouw eerst een oefengemaal</b>”, which tells of what you describe.'
    )
    assert reason_of(other, "", {}) != reason, "the title of what the reader may not see"


def test_of_what_nobody_tells_three_at_most_came_nearest_and_no_barrier(ada):
    briefs = [in_a_brief(ada, text) for text in TOLD_OF_BY_NOBODY]
    assert not [brief for brief in briefs if brief.is_sure]
    assert max(len(brief.lessons) for brief in briefs) <= 3
    assert not [brief for brief in briefs if brief.barriers]


def test_the_page_says_that_it_is_not_sure(client, ada):
    piano = Situation.objects.create(user=ada, text=PIANO, language="en")
    alarms = Situation.objects.create(user=ada, text=TOLD_OF[0], language="en")
    client.force_login(ada)
    assert UNSURE in client.get(piano.get_absolute_url()).content.decode()
    assert UNSURE not in client.get(alarms.get_absolute_url()).content.decode()


def test_nothing_is_mailed_for_a_situation_that_nothing_is_about(ada):
    yesterday = timezone.now() - timedelta(days=1)
    said = {"user": ada, "language": "en", "watched_since": yesterday}
    Situation.objects.create(text=PIANO, **said)
    alarms = Situation.objects.create(text=TOLD_OF[0], **said)
    found = new_for_situations(ada, yesterday)
    assert [situation for situation, _entries in found] == [alarms]


def test_what_a_reader_may_not_see_makes_their_brief_no_surer(client, ada, cleo):
    learned = {
        "title": "Learning the piano with a teacher nearby",
        "summary": PIANO,
        "problem": PIANO,
    }
    make_entry(ada, level=Level.AMBER, words=learned)
    refresh()
    assert in_a_brief(ada, PIANO).is_sure
    assert not in_a_brief(cleo, PIANO).is_sure


def test_an_encoder_that_knows_no_meaning_claims_no_doubt(ada, settings):
    settings.SENTENCE_ENCODER = HashedEncoder.name
    refresh()
    assert in_a_brief(ada, PIANO).is_sure


def failures(brief) -> list[Entry]:
    return [one.entry for one in brief.lessons if one.entry.outcome in ("failed", "stopped")]


def near_enough(user, text: str, *, is_sure: bool) -> list[Entry]:
    """Those that a brief may show: in a sure one, that are likely, or close and of other sectors."""
    language = "nl" if {"een", "het", "de", "in"} & set(text.lower().split()[:9]) else "en"
    readable = Entry.objects.visible_to(user).in_circulation()
    near = [
        fit for fit in fitting(text, language, readable)[:NEAREST] if fit.is_close or fit.is_likely
    ]
    entries = readable.in_bulk([fit.entry_id for fit in near])
    return [
        entries[fit.entry_id]
        for fit in near
        if not is_sure
        or fit.is_likely
        or entries[fit.entry_id].home_sector_id not in user.standing.roles
    ]


@pytest.mark.parametrize("text", [*TOLD_OF, *TOLD_OF_BY_NOBODY])
def test_two_of_other_sectors_and_a_failure_stand_in_every_brief_where_there_are(ada, text):
    brief = in_a_brief(ada, text)
    could = near_enough(ada, text, is_sure=brief.is_sure)
    own = set(ada.standing.roles)
    elsewhere = [one for one in brief.lessons if one.entry.home_sector_id not in own]
    assert len(elsewhere) >= min(2, len([e for e in could if e.home_sector_id not in own]))
    assert bool(failures(brief)) == any(e.outcome in ("failed", "stopped") for e in could)


def told_by(sector: int, outcome: str = "worked") -> SimpleNamespace:
    return SimpleNamespace(pk=next(NUMBERS), home_sector_id=sector, outcome=outcome)


def test_three_that_came_nearest_are_not_all_of_the_readers_own_sector():
    mine, others = [told_by(1) for _each in range(4)], [told_by(2), told_by(3)]
    failed = told_by(1, "stopped")
    assert choose([*mine, *others], [], {1}, most=3) == [mine[0], *others]
    assert choose([*mine, *others, failed], [], {1}, most=3) == [*others, failed]


def test_what_came_out_mixed_is_no_failure_and_one_further_away_takes_a_kept_place():
    mixed, others, failed = told_by(2, "mixed"), [told_by(3), told_by(4)], told_by(5, "failed")
    chosen = choose([mixed], [*others, failed], {1})
    assert chosen == [mixed, failed]
    assert choose([], [*others, failed], {1}) == [others[0], failed]
    assert choose([mixed], [told_by(1, "failed")], {1}) == [mixed]
    nearest = told_by(5, "stopped")
    assert choose([], [nearest, *others], {1}) == [nearest, others[0]], (
        "it takes one place, not two"
    )

"""Barriers that say the same, in other words and in the other language."""

from __future__ import annotations

import pytest

from sharing.knowing import barriers_like
from sharing.models import Level, SentenceVector
from sharing.recommendations import refresh_sentences
from sharing.recommendations.encoder import HashedEncoder, SentenceEncoder
from tests.sharing.doing.raising import report

pytestmark = pytest.mark.django_db

# Barriers, and how somebody else says the same; judged by hand.
SAID_AGAIN = {
    "A grid operator has no legal task that lets it help a city find homes without heat": "Netbeheerders mogen gemeenten niet helpen om huizen zonder verwarming te vinden",
    "Drie wetten over hetzelfde gezin spreken elkaar tegen over wat hulpverleners mogen delen": "Three laws contradict each other about what social workers may share on one family",
    "A made-up carbon figure costs 49 euros, a measured one a day of work": "Een gemeten CO2-cijfer kost een dag werk, een verzonnen cijfer bijna niets",
    "Whoever prevents the damage pays, and somebody else's budget is spared": "Wie schade voorkomt betaalt ervoor, en een ander heeft het voordeel",
    "When a bank closes its counter, the neighbours become the help desk": "Banks close their branches and others have to help their customers",
    "Machinebouwers eisen in het onderhoudscontract een verbinding die altijd openstaat": "Machine builders demand a permanently open connection for maintenance",
    "In een aanbesteding mag je niet vragen of een ander de besturing ooit kan openen": "In a tender you may not ask whether somebody else can open the controls",
    "Het boekhoudprogramma controleert niet of naam en rekeningnummer bij elkaar horen": "Bookkeeping software does not check whether name and account number match",
    "A practised outage is counted as an incident, so the ones who practise look worst": "Een geoefende storing telt als incident",
    "Event permits have no common format, so eleven town halls send eleven spreadsheets": "Every town hall uses its own spreadsheet for event permits",
    "Subsidie betaalt het maken en nooit het bijhouden": "Grants pay for building software but never for maintaining it",
    "Nobody can tell us in an hour which bridges will carry a spare transformer": "Niemand weet welke bruggen een zware transformator kunnen dragen",
    "A trial that fails disappears, because nobody gets a point for writing it down": "Mislukte proeven worden niet opgeschreven want dat levert niets op",
    "Na een overlijden vraagt elk loket opnieuw wie er namens de familie mag spreken": "After a death every desk asks again who speaks for the family",
}
SAID_BY_NONE = [
    "We may not tell the town when a patient goes home",
    "Teachers have no time for training",
    "De leverancier wil de broncode niet geven",
    "Privacy officers say no to everything",
    "Nurses type the same data twice",
    "Er is geen geld voor nieuwe sensoren",
    "Fire brigades cannot see which batteries are on a truck",
    "Patients have no control over who reads their file",
    "Ziekenhuizen mogen geen gegevens delen met huisartsen",
]


@pytest.fixture
def barriers(ada):
    made = {title: report(ada, title=title, text="It costs us time.") for title in SAID_AGAIN}
    refresh_sentences()
    return made


def titles(text, user) -> list[str]:
    return [barrier.title for barrier in barriers_like(text, user)]


def test_most_are_found_in_other_words_and_in_the_other_language(barriers, cleo):
    found = [title in titles(again, cleo)[:1] for title, again in SAID_AGAIN.items()]
    assert sum(found) >= 12


def test_what_none_of_them_says_finds_none(barriers, cleo):
    assert {text: titles(text, cleo) for text in SAID_BY_NONE} == {
        text: [] for text in SAID_BY_NONE
    }


def test_what_the_reader_may_not_see_is_not_found_and_moves_nothing(barriers, ada, cleo, town):
    title, again = next(iter(SAID_AGAIN.items()))
    amber = report(ada, title=again, level=Level.AMBER, addressed_to=town)
    refresh_sentences()
    assert titles(title, ada)[:2] == [title, amber.title]
    assert titles(title, cleo) == [title]


def test_the_same_words_are_found_before_their_meaning_is_known(barriers, ada, cleo):
    said = "Patients have no control over who reads their file"
    report(cleo, title=said)
    assert titles(said, ada)[0] == said


def test_a_merged_one_is_not_offered(barriers, cleo, eva):
    one, other = list(barriers.values())[:2]
    one.merge_into(other, by=eva)
    assert one.title not in titles(SAID_AGAIN[one.title], cleo)


def test_each_is_encoded_once_and_anew_by_another_encoder(barriers, settings, cleo):
    assert refresh_sentences() == 0
    settings.SENTENCE_ENCODER = HashedEncoder.name
    assert titles("Grants pay for building software but never for maintaining it", cleo) == []
    assert refresh_sentences() == len(SAID_AGAIN)
    assert set(SentenceVector.objects.values_list("encoder", flat=True)) == {HashedEncoder.name}
    settings.SENTENCE_ENCODER = SentenceEncoder.name
    assert refresh_sentences() == len(SAID_AGAIN)


def test_it_takes_three_queries_however_many_there_are(barriers, cleo, django_assert_num_queries):
    cleo.standing  # noqa: B018  asked once a request
    with django_assert_num_queries(3):
        barriers_like(SAID_AGAIN[next(iter(barriers))], cleo)

"""Words of a text for likeness and for reasons: stems, and how they are written. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

_STEMMERS = {
    "en": snowballstemmer.stemmer("english"),
    "nl": snowballstemmer.stemmer("dutch"),
}
_TERM = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_CLAUSE = re.compile(r"[.,;:!?()\[\]\"“”«»|/\n]+|\s[-–—]\s")
_LINK = re.compile(r"\[\[[^\[\]|]*(?:\|([^\[\]]*))?\]\]")  # [[title]] or [[title|words shown]]
_MARKUP = re.compile(r"<[^<>]*>|\[\[|\]\]|[*_`#>]+|https?://\S+|\]\([^)]*\)")

# What joins words, in either language.
SMALL = frozenset(
    """
    a about after again against all also am an and any are as at be because been before being below
    between both but by can cannot could did do does doing done down during each either else even ever
    every few for from further get gets getting got had has have having he her here hers him his how i
    if in instead into is it its itself just least less like made make makes many may me might more
    most much must my near neither never no nor not nothing now of off often on once one only onto or
    other our ours out over own per rather s same she should since so some still such t than that the
    their them then there these they this those though through thus to together too toward two under
    until up upon us use used uses using very was we well were what when where whether which while who
    whom whose why will with within without would yet you your
    aan al alle alleen alles als altijd ander andere anders ben bent bij bijna binnen boven buiten daar
    daarna daarom dan dat de deden deed der deze die dit doch doe doen door dus echt echter een eens
    eerst eerste elk elkaar elke en er erg even gaan gaat ge geen geweest ging haar had hadden heb
    hebben hebt heeft hele hem het hier hij hoe hun iedere iedereen iemand iets ik in is ja je jij jou
    jouw jullie kan kon konden kreeg krijgen krijgt kun kunnen kunt laat laten liet maak maakt maakte
    maar mag me meer meest men met mij mits tenzij mijn minder mocht mochten moest moesten moet moeten na naar
    nadat naast net niemand niet niets nog nooit nou nu of om omdat onder ons onszelf onze ook op over
    pas per precies reeds samen sinds soms staan staat stond straks te tegen ten ter terug terwijl
    tijdens toch toe toen tot totdat tussen twee u uit uw vaak van vanaf veel vier vijf volgens voor
    vooraf vooral voordat waar waarbij waardoor waarin waarmee waarom waarop wanneer want waren was wat
    we weer wel welk welke werd werden wie wij wil wilde wilden willen word worden wordt zal ze zegt
    zei zelf zelfs zes zich zichzelf zij zijn zo zoals zodat zonder zou zouden
    """.split()
)

# What stands in any lesson from anywhere: true of both entries, and no reason.
GENERIC = frozenset(
    """
    approach aim allow already answer area ask asked available back bad based began begin benefit best
    better big bring built call called came case cases change changed changes check choose city clear
    come comes common company complete condition cost costs country create current data date day days
    decide decided department develop developed development different digital do early easy end enough
    european example existing expect experience explain fact fail failed feel figure final find fine
    first five follow form found four free full gave general give given go goal goes good government
    great group grow hand hard help helped high hold hour hours idea important improve improved include
    including increase information initiative innovation inside involved kept kind knew know knowledge
    known large last late later law lead learn learned left lesson let level life line list little live
    local long look lost lot low main man manage management manager mean means meant meeting member
    members minute minutes mistake model moment money month months move much name national need needed
    needs new next number offer office old open opened order organisation organisations organization
    outside part parties party past pay people percent person phone pilot place plan platform point
    possible practice problem problems procedure process processes product programme project projects
    provide provided public put question quick ran rate reach read ready real really reason receive
    recent reduce region regular related rely report request required research result results right
    role room rule rules run running said sat saw say says scale second section sector see seen sent
    service services set several share short show showed side simple single site six small software
    solution solve someone something soon staff stage start started state stay step steps stop stopped
    support sure system systems take taken talk task team teams technical technology tell ten test
    tested thing things think third thirty thought three time times today told took tool tools total
    tried true try turn turned twelve twenty type understand unit updated useful user users value
    various version wait want wanted way ways week weeks went whole wide wish woman work worked working
    works world wrong year years yes
    artificial intelligence machine learning electronic electronically scientific application applications
    ability able accordance analytical achieve achieved action actions activities activity addition addressed
    addressing adequate adequately analyse analysed analyses analysis analyze analyzed appropriate
    aspect aspects assess assessed assessment assist assisted assure carried component components
    conduct conducted consider considered current detect detected detecting detection
    detects discuss discussed discussing effective effectively efficiency efficient efficiently
    enable enables ensure ensured ensures ensuring evaluate evaluated evaluation facilitate facility
    facilities function functions identification identified identify independent individual
    individuals issue issues item items launch launched list lists method methods monitor monitored
    monitoring municipalities municipality necessary objective objectives obtain obtained occur
    occurred optimise optimize optimized outcome outcomes perform performance performed perspective
    potential predict predicted predicting predicts prepare prepared prevent prevented previous
    propose proposed report reported reporting reports responsible review reviewed reviews specific
    status successful successfully task tasks unnecessary usage utilize verified verify
    aanpak aantal advies afdeling afspraak af antwoord avond bedrag bedrijf bedrijven begin begon
    begonnen bekend belangrijk beter besluit besloot best bestaan bestaat bestaande betaalt betalen
    bezig bij bijvoorbeeld bleef bleek bleken blijft blijven breng brengt bureau centrale collega
    collegas daags dag dagen data deel deelnemers denken dezelfde digitaal digitale ding dingen doel
    door draait drie duidelijk duren duurde duurt eigen eind einde euro fout fouten gaf gebruik
    gebruiken gebruikers gebruikt gedaan gegeven gehad geld geleden geleerd gemaakt gemeente gevraagd
    genoeg geven geworden gezegd gezien goed goede groep groot grote half halve hand handen helft help
    helpt hoeveel hoog hoort houden huis idee ingevoerd inhoud jaar jaren juist keer keren kijken
    klaar klein kleine klopt klus komen komt kort kost kosten kwam kwamen kwart lang lange langer leden
    leek leert leren les leverde ligt lijkt lijst maand maanden maandag mens mensen middag minuten
    moeilijk moment naam nacht nieuw nieuwe nodig nul ochtend ongeveer onderdeel onderzoek ontwikkeld
    op oplossing oude oud overal overheid paar partij partijen persoon pilot plaats plan plek praktijk
    probleem problemen procent proces processen proef project projecten punt punten rekening resultaat
    resultaten rest rol ronde rond samenwerking scheelt sector snel soort stap stappen start stop
    stopte stuk systeem systemen team teams technisch technische techniek telkens test tijd toepassing
    totaal uur uren vast verder verschil verschillende verwacht vervolgens vol vond vonden vooruit
    vorig vorige vraag vragen vroeg vroeger waarde wacht wachten week weken weet weg weinig werk
    werken werkte werkt wisten wist worden zag zagen zaak zaken zat zeven zeggen ziet zien zoeken
    zorgen activiteit activiteiten analyse analyseren effectief effectieve efficiënt efficiënte
    efficiënter gemeenten geschikt geschikte inzet inzetten methode methoden mogelijk mogelijkheden
    specifieke toegepast toepassen uitgevoerd uitvoeren uitvoering verbeteren verbetering
    voorkomen voorspellen voorspelt
    """.split()
)


@dataclass(frozen=True)
class Keyword:
    """A word or two that say what an entry is about, as its text writes them."""

    stem: str
    surface: str
    weight: float


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """A lower-case word without its ending."""
    return _STEMMERS.get(language, _STEMMERS["en"]).stemWord(word)


def plain(text: str) -> str:
    """Markdown as a reader hears it: without its signs and addresses."""
    return _MARKUP.sub(" ", text)


def without_linked(text: str) -> str:
    """Markdown without the titles that it links to: they say what another entry is about, in its language."""
    return _LINK.sub(lambda link: f" {link[1] or ''} ", text)


def words_of(text: str) -> list[str]:
    return [match.lower() for match in _TERM.findall(plain(text))]


def terms(title: str, text: str, language: str) -> Counter[str]:
    """How often each stem stands in a text; those of its title count twice more."""
    counted: Counter[str] = Counter()
    for part, times in ((title, 2), (text, 1)):
        for word in words_of(part):
            if len(word) > 1 and word not in SMALL:
                counted[stem(word, language)] += times
    return counted


def names_in(texts: Iterable[str]) -> set[str]:
    """Words that are written as names alone: with a capital where no clause begins. Acronyms are not."""
    names, plainly = set(), set()
    for text in texts:
        for words in _clauses(text):
            plainly |= {word for word in words if word.islower()}
            capital = [word for word in words[1:] if word[0].isupper() and not word.isupper()]
            if 2 * len(capital) < len(words):  # else it is a title, with capitals all over
                names |= {word.lower() for word in capital}
    return names - plainly


def phrases(text: str, language: str, names: Set[str] = frozenset()) -> list[tuple[str, str]]:
    """(stem, surface) of each telling word, and of each two that stand side by side; no names."""
    found = []
    for words in _clauses(text):
        before: tuple[str, str] | None = None
        for word in words:
            lower = word.lower()
            if len(lower) < 3 or lower in SMALL or lower in names:
                before = None
                continue
            here = (stem(lower, language), word if word.isupper() else lower)
            if not _is_generic(lower, language):
                found.append(here)
            if before and not {before[1].lower(), lower} <= GENERIC:
                found.append((f"{before[0]} {here[0]}", f"{before[1]} {here[1]}"))
            before = here
    return found


def _is_generic(word: str, language: str) -> bool:
    """Whether it stands in any lesson by itself, in this form or in another: “model”, “models”."""
    return word in GENERIC or stem(word, language) in _generic_stems(language)


@lru_cache(maxsize=2)
def _generic_stems(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in GENERIC)


def _clauses(text: str) -> Iterator[list[str]]:
    for clause in _CLAUSE.split(plain(without_linked(text))):
        if words := _WORD.findall(clause):
            yield words


def candidates(
    parts: Iterable[tuple[str, float]], language: str, idf: Mapping[str, float], *, keep: int = 40
) -> list[Keyword]:
    """What an entry may be about: the words of its `parts`, (text, weight), by weight × rarity.

    `idf` is of open entries; a term that it does not hold counts as rare, one at 0 as common.
    """
    weights: Counter[str] = Counter()
    surfaces: dict[str, Counter[str]] = {}
    rarest = max(idf.values(), default=1.0)
    told = list(parts)
    names = names_in(text for text, _weight in told)
    for text, weight in told:
        for term, surface in phrases(text, language, names):
            weights[term] += weight
            surfaces.setdefault(term, Counter())[surface] += 1
    found = []
    for term, weight in weights.items():
        rarity = min(idf.get(part, rarest) for part in term.split(" "))
        if rarity > 0:
            surface = min(surfaces[term].items(), key=lambda each: (-each[1], each[0]))[0]
            found.append(Keyword(term, surface, weight**0.5 * rarity))
    found.sort(key=lambda word: (-word.weight, word.stem))
    return found[:keep]

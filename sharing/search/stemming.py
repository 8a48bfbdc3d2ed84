"""Words without their endings, in Dutch and English. Pure."""

from functools import lru_cache

import snowballstemmer

_HARD = {"z": "s", "v": "f"}
_STEMMERS = {
    "en": snowballstemmer.stemmer("english"),
    "nl": snowballstemmer.stemmer("dutch_porter"),
}


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """A bare word without its ending."""
    stemmed = _STEMMERS.get(language, _STEMMERS["en"]).stemWord(word)
    return _hardened(stemmed) if language == "nl" else stemmed


def _hardened(stemmed: str) -> str:
    """Dutch writes huis and huizen, brief and brieven, les and lessen: one stem each.

    The stemmer's other variant knows this, but makes "zon" of "gezond" and "meen" of "gemeente".
    """
    if len(stemmed) > 3 and stemmed[-1] == stemmed[-2]:
        stemmed = stemmed[:-1]
    return stemmed[:-1] + _HARD[stemmed[-1]] if stemmed[-1:] in _HARD else stemmed

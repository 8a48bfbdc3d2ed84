"""The parameters of search across languages, which are constants of its modules: read, and set for a trial."""

from __future__ import annotations

from collections.abc import Mapping


def _places() -> dict[str, object]:
    """Where each parameter stands. The packages want settings first."""
    from sharing.recommendations import questions
    from sharing.search import query

    places: dict[str, object] = dict.fromkeys(("SAYS", "GAIN", "OWN_LANGUAGE"), questions)
    return places | dict.fromkeys(("ENOUGH", "UNSAID", "ALONE"), query)


def current() -> dict[str, float]:
    """The value of each parameter, by its name."""
    return {name: getattr(module, name) for name, module in _places().items()}


def set_to(values: Mapping[str, float]) -> None:
    """Sets these in this process. Raises KeyError for a name that is no parameter."""
    places = _places()
    for name, value in values.items():
        setattr(places[name], name, value)


def parsed(text: str) -> tuple[str, float]:
    """`NAME=value`. Raises ValueError where it is not that."""
    name, _sign, value = text.partition("=")
    if name not in current():
        raise ValueError(f"{name} is none of {', '.join(current())}")
    return name, float(value)

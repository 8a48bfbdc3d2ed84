"""All that is wrong with one row, so that who mends it mends it once."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError

from .reading import RowError


class Faults:
    """What each part of a row says is wrong with it."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def noted(self, read: Callable, *arguments):
        """What `read` makes of its part; None where that is wrong, which is told with the rest."""
        try:
            return read(*arguments)
        except RowError as error:
            self.told.append(str(error))
        except ValidationError as error:
            self.told += error.messages
        return None

    def require_none(self) -> None:
        if self.told:
            raise RowError("; ".join(dict.fromkeys(self.told)))

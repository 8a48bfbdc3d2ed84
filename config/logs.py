"""Log lines that hold ids only: no title, no address with words, no text that somebody wrote."""

from __future__ import annotations

import logging
import traceback


class IdsOnly(logging.Formatter):
    """Says where a request or an exception went wrong, and leaves out what it was about.

    An address can hold the words of a title, and a database's complaint the text of a row. So of a
    request only the view's name and its ids are written, and of an exception its class and where
    it came from. In debug (`keeps_messages`) all of it is shown.
    """

    def __init__(self, keeps_messages: bool = False):
        super().__init__("{asctime} {levelname} {name} {message}", style="{")
        self.keeps_messages = keeps_messages

    def format(self, record: logging.LogRecord) -> str:
        if self.keeps_messages:
            return super().format(record)
        record = logging.makeLogRecord({**record.__dict__, "exc_text": None, "stack_info": None})
        if hasattr(record, "request"):
            record.msg, record.args = described(record), ()
        return super().format(record)

    def formatException(self, exc_info) -> str:  # noqa: N802 (the name is logging's)
        if self.keeps_messages:
            return super().formatException(exc_info)
        return "\n".join(described_exceptions(exc_info[1]))


def described(record: logging.LogRecord) -> str:
    """The request of a log record: status, method, the view's name and its ids."""
    request = record.request
    match = getattr(request, "resolver_match", None)
    status = getattr(record, "status_code", "")
    method = getattr(request, "method", "")
    if not match:
        return f"{status} {method} no such page".strip()
    ids = {name: value for name, value in match.kwargs.items() if name in ID_ARGUMENTS}
    view = match.view_name or "a view without a name"
    who = getattr(request, "_cached_user", None)  # asked for by the page; a log line asks nothing
    by = f"by member {who.public_id}" if who is not None and who.is_authenticated else ""
    return " ".join(str(part) for part in (status, method, view, ids or "", by) if part)


# The arguments of addresses that are ids. The others, such as a title's words, stay out.
ID_ARGUMENTS = frozenset({"public_id", "pk", "number", "object_id", "slug"})


def described_exceptions(error: BaseException | None) -> list[str]:
    """An exception and what caused it, innermost last: classes and places, no messages."""
    lines = []
    while error is not None:
        kind = type(error)
        lines.append(f"{kind.__module__}.{kind.__qualname__} at")
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines

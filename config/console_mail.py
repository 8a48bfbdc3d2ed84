"""Mails in the terminal, as somebody reads them: with codes and links that can be copied."""

from __future__ import annotations

from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Writes the plain text. Encoded for transport, a long link would be broken over two lines."""

    def write_message(self, message) -> None:
        line = "-" * 79
        head = f"To: {', '.join(message.recipients())}\nSubject: {message.subject}"
        self.stream.write(f"{line}\n{head}\n\n{message.body.strip()}\n{line}\n")

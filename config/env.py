"""What the environment says: small readers that complain clearly."""

from __future__ import annotations

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# The key of a site in debug. It is public, so a site that serves others refuses it.
DEBUG_KEY = "debug-only-and-public-so-never-a-key-for-a-site-that-others-can-reach"

# How mail is sent, by the scheme of MAIL_URL.
MAIL_BACKENDS = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
    "console": "config.console_mail.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """1, true, yes, on; 0, false, no, off. Anything else is a mistake, and says so."""
    value = text(name).lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise ImproperlyConfigured(f"{name} is neither yes nor no.")
    return default


def number(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret_key(*, debug: bool) -> str:
    """The key that signs sessions. A site that is not in debug needs a long one of its own."""
    key = text("SECRET_KEY", DEBUG_KEY if debug else "")
    if debug:
        return key
    if not key:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Give this site a key of its own, for example from\n"
            "    python3 -c 'import secrets; print(secrets.token_urlsafe(64))'\n"
            "or set DEBUG=1 for a site on this machine only."
        )
    if key == DEBUG_KEY or key.startswith("django-insecure-") or len(key) < 50:
        raise ImproperlyConfigured(
            "SECRET_KEY is one for debugging, or shorter than 50 characters: a site that others "
            "can reach needs a key of its own."
        )
    return key


def site_url(*, debug: bool, port: str) -> str:
    """The address of this site, without a slash at the end; https unless it is on this machine."""
    url = text("SITE_URL", f"http://localhost:{port}" if debug else "").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(
            "SITE_URL is not set: the address of this site, such as https://oversteek.example."
        )
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1"}:
        raise ImproperlyConfigured("SITE_URL begins with http://: others reach a site by https.")
    return url


def mailer(url: str) -> dict:
    """Django's description of how mail is sent, from one URL.

    smtp://user:password@host:587 (STARTTLS; add ?plain=1 for a relay on this machine without it),
    smtps://user:password@host:465, file:///folder, console:.
    """
    parts = urlsplit(url)
    if parts.scheme not in MAIL_BACKENDS:
        raise ImproperlyConfigured("MAIL_URL begins with smtp:, smtps:, file: or console:.")
    options = {}
    if parts.scheme == "file":
        options["file_path"] = parts.path
    if parts.scheme.startswith("smtp"):
        options = {
            "host": parts.hostname or "localhost",
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and parts.query != "plain=1",
            "timeout": 20,
        }
    return {"BACKEND": MAIL_BACKENDS[parts.scheme], "OPTIONS": options}

"""The settings, as the environment makes them. Each is asked of a fresh Python."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONG_KEY = "k" * 60

ASK = """
import json
from django.conf import settings
names = %r
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


@pytest.fixture
def settings_of(tmp_path):
    """Settings by name under an environment; the complaint when they refuse it."""

    def ask(*names, **environment):
        done = subprocess.run(
            [sys.executable, "-c", ASK % (names,)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env={
                "PATH": os.environ["PATH"],
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "DATA_DIR": str(tmp_path),
                **environment,
            },
        )
        return json.loads(done.stdout) if done.returncode == 0 else done.stderr

    return ask


def test_debug_is_off_unless_the_environment_says_so(settings_of):
    told = settings_of("DEBUG", SECRET_KEY=LONG_KEY, SITE_URL="https://a.example")
    assert told == {"DEBUG": False}


@pytest.mark.parametrize(
    "key",
    [
        "",
        "short",
        "django-insecure-" + LONG_KEY,
        "debug-only-and-public-so-never-a-key-for-a-site-that-others-can-reach",
    ],
)
def test_a_site_that_serves_others_refuses_a_poor_key(settings_of, key):
    complaint = settings_of("DEBUG", SECRET_KEY=key, SITE_URL="https://a.example")
    assert "ImproperlyConfigured: SECRET_KEY" in complaint


@pytest.mark.parametrize("url", ["", "http://a.example", "a.example"])
def test_a_site_that_serves_others_needs_its_address_by_https(settings_of, url):
    complaint = settings_of("DEBUG", SECRET_KEY=LONG_KEY, SITE_URL=url)
    assert "ImproperlyConfigured: SITE_URL" in complaint


def test_cookies_and_transport_are_safe_by_https(settings_of):
    told = settings_of(
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "ALLOWED_HOSTS",
        SECRET_KEY=LONG_KEY,
        SITE_URL="https://a.example",
    )
    assert told["SESSION_COOKIE_SECURE"]
    assert told["CSRF_COOKIE_SECURE"]
    assert told["SECURE_SSL_REDIRECT"]
    assert told["SECURE_HSTS_SECONDS"] > 0
    assert told["ALLOWED_HOSTS"] == ["a.example"]


HSTS = ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")


def test_https_is_demanded_of_other_sites_of_the_domain_only_where_its_owner_says_so(settings_of):
    site = {"SECRET_KEY": LONG_KEY, "SITE_URL": "https://a.example"}
    assert not any(settings_of(*HSTS, **site).values())
    below = settings_of(*HSTS, **site, HSTS_SUBDOMAINS="1")
    assert [below[name] for name in HSTS] == [True, False]
    asked = site | {"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}
    assert all(settings_of(*HSTS, **asked).values())


def test_in_debug_only_this_machine_is_served(settings_of):
    told = settings_of("ALLOWED_HOSTS", DEBUG="1")
    assert set(told["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}


def test_a_flag_that_is_neither_yes_nor_no_is_refused(settings_of):
    assert "DEBUG is neither yes nor no" in settings_of("DEBUG", DEBUG="perhaps")


def test_an_empty_environment_uses_sqlite_with_wal_and_waiting(settings_of):
    options = settings_of("DATABASES", DEBUG="1")["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_is_reached_through_a_pool(settings_of):
    url = "postgresql://somebody:secret@db.example/oversteek"
    database = settings_of("DATABASES", DEBUG="1", DATABASE_URL=url)["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["OPTIONS"]["pool"]["max_size"] == 10
    assert database["OPTIONS"]["server_side_binding"]
    assert database["OPTIONS"]["prepare_threshold"] == 5
    assert database["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtp://me:p%40ss@mail.example", {"port": 587, "use_tls": True, "password": "p@ss"}),
        ("smtps://mail.example", {"port": 465, "use_ssl": True, "use_tls": False}),
        ("smtp://localhost:2525?plain=1", {"port": 2525, "use_tls": False, "use_ssl": False}),
    ],
)
def test_one_address_says_how_mail_is_sent(settings_of, url, options):
    mailer = settings_of("MAILERS", DEBUG="1", MAIL_URL=url)["MAILERS"]["default"]
    assert options.items() <= mailer["OPTIONS"].items()


def test_an_address_of_mail_that_means_nothing_is_refused(settings_of):
    assert "MAIL_URL begins with" in settings_of("MAILERS", DEBUG="1", MAIL_URL="pigeon://x")

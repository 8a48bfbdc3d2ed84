"""What every answer of the site has in common, its health, and its logs."""

import io
import logging
import sys

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import RequestFactory
from django.urls import ResolverMatch

from config import checks, console_mail, logs
from sharing.models import DigestSubscription, Level
from tests.factories import make_entry
from tests.leaks.addresses import addresses, patterns

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.django_db
def test_healthz_answers_once_the_site_can_serve(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_healthz_says_not_yet_while_a_table_is_missing(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sharing'")
    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy(client):
    answer = client.get("/healthz")
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_what_a_member_sees_is_kept_by_no_cache(client):
    client.force_login(get_user_model().objects.create_member("mira@health.example"))
    assert client.get("/no-such-page/")["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_what_is_read_at_an_address_can_be_asked_about_there(client, gus):
    """HEAD, as scanners of mails and programs that look after links send it."""
    DigestSubscription.objects.of(gus)
    client.force_login(gus)
    ours = (one for one in patterns() if not (one.is_admin or one.is_account))
    paths = {address.path for pattern in ours for address in addresses(pattern, most=0)}
    refusing = {path for path in paths if client.head(path).status_code == 405}
    assert 0 < len(refusing) < len(paths)  # what only takes a form
    assert {path for path in refusing if client.get(path).status_code != 405} == set()


@pytest.mark.django_db
def test_a_member_is_answered_in_their_own_language(client):
    member = get_user_model().objects.create_member("mira@health.example", language="nl")
    client.force_login(member)
    answer = client.get("/healthz", headers={"Accept-Language": "en"})
    assert answer["Content-Language"] == "nl"


@pytest.mark.django_db
def test_a_visitor_chooses_a_language(client):
    client.post("/i18n/setlang/", {"language": "nl", "next": "/healthz"})
    assert client.get("/healthz")["Content-Language"] == "nl"


@pytest.mark.django_db
def test_a_site_that_serves_others_refuses_the_demonstration_community(settings):
    checks.refuse_demo_members()
    get_user_model().objects.create_member("saskia@demo.oversteek.example")
    assert [found.id for found in checks.no_demo_members(None)] == ["oversteek.E001"]
    with pytest.raises(ImproperlyConfigured, match="demonstration community"):
        checks.refuse_demo_members()
    settings.DEBUG = True
    checks.refuse_demo_members()


def test_a_mail_in_the_terminal_is_read_as_it_is_and_its_link_stays_whole():
    link = f"http://localhost:8000/account/password/reset/key/{'k' * 90}/"
    mailbox = io.StringIO()
    backend = console_mail.EmailBackend(alias="default", stream=mailbox)
    message = mail.EmailMultiAlternatives(
        "Kies een nieuw wachtwoord – één keer", f"Eén link:\n{link}", to=["mira@health.example"]
    )
    message.attach_alternative("<p>Eén link</p>", "text/html")
    assert backend.send_messages([message]) == 1
    shown = mailbox.getvalue()
    assert "To: mira@health.example" in shown
    assert "Subject: Kies een nieuw wachtwoord – één keer" in shown
    assert link in shown
    assert "<p>" not in shown


def a_record(**more) -> logging.LogRecord:
    values = {"name": "django.request", "level": logging.ERROR, "pathname": "", "lineno": 1}
    record = logging.LogRecord(
        **values, msg="%s", args=["/entries/abc/secret-words/"], exc_info=None
    )
    record.__dict__.update(more)
    return record


def a_request(**arguments):
    request = RequestFactory().get("/entries/abc/secret-words/")
    request.resolver_match = ResolverMatch(
        lambda request: None, (), arguments, url_name="entry_detail", namespaces=["sharing"]
    )
    return request


def test_a_log_line_names_the_view_and_the_id_and_no_words():
    request = a_request(public_id="abc", words="secret-words")
    line = logs.IdsOnly().format(a_record(request=request, status_code=404))
    assert line.endswith("404 GET sharing:entry_detail {'public_id': 'abc'}")
    assert "secret" not in line


def test_a_log_line_about_an_unknown_page_holds_no_address():
    request = RequestFactory().get("/secret-words/")
    assert "secret" not in logs.IdsOnly().format(a_record(request=request, status_code=404))


def test_a_logged_exception_holds_no_message():
    try:
        try:
            raise KeyError("secret title")
        except KeyError as error:
            raise ValueError("secret title") from error
    except ValueError:
        record = a_record(exc_info=sys.exc_info(), request=a_request(public_id="abc"))
    line = logs.IdsOnly().format(record)
    assert "secret" not in line
    assert "builtins.ValueError" in line
    assert "builtins.KeyError" in line
    assert "test_shell.py" in line


def test_in_debug_the_log_tells_all():
    assert "secret-words" in logs.IdsOnly(keeps_messages=True).format(a_record())


@pytest.mark.django_db
def test_a_visitor_gets_a_description_and_a_member_no_place_in_an_index(client, ada):
    entry = make_entry(ada, level=Level.CLEAR)
    told = f'<meta name="description" content="{entry.current_revision.summary}">'
    answer = client.get(entry.get_absolute_url())
    assert told in answer.text
    assert "X-Robots-Tag" not in answer
    client.force_login(ada)
    answer = client.get(entry.get_absolute_url())
    assert told not in answer.text
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.django_db
def test_with_debug_on_nothing_there_is_our_page_too(client, settings, ada, cleo):
    """Django's own would list every address, and look otherwise for a hidden entry than for none."""
    hidden = make_entry(ada, level=Level.AMBER)
    client.force_login(cleo)
    settings.DEBUG = True
    for address in ("/nowhere/", "/entries/none/", hidden.get_absolute_url()):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "URLconf" not in answer.text
        assert "<main" in answer.text

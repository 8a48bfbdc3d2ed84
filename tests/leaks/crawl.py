"""Fetching pages as somebody, and what is wrong with what comes back."""

from __future__ import annotations

import dataclasses
import functools
import io
import logging
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import quote

from django.db import transaction
from django.test import Client
from django_htmx.middleware import HtmxDetails

from accounts.models import Sector
from config.logs import IdsOnly
from sharing.models import Entry, Review, Revision
from tests import bare_rows, oracle

from .addresses import FORMS, NOTHING_THERE, Address, Pattern, addresses
from .allowed import GUARDED, Reader, Rights, is_shared_by, public_ids, rights_of, shown_besides
from .canaries import canaries_in, planted
from .community import Community
from .roles import ROLES, VISITOR

# What differs between two answers to the same question.
FLEETING = re.compile(
    rb'csrfmiddlewaretoken" value="\w+"|(?i:x-csrftoken)[^\w]+\w+|name="(?:token|public_id)" value="[^"]*"'
)
JUNK = {"junk": "junk", "on": "1", "answer": "useful", "text": "junk", "reason": "junk"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: str
    body: bytes
    is_changed: bool = False  # the entry that it was about
    is_told_by_htmx: bool = False  # whether htmx asked makes a difference, or may

    @functools.cached_property
    def text(self) -> str:
        return self.headers + "\n" + self.body.decode("utf-8", "replace")

    @functools.cached_property
    def plain(self) -> bytes:
        """The body, without what differs each time."""
        return FLEETING.sub(b"", self.body)

    @functools.cached_property
    def steady_headers(self) -> str:
        """The headers, without cookies: those are tokens."""
        lines = self.headers.splitlines()
        return "\n".join(line for line in lines if not line.startswith("Set-Cookie"))


def state_of(address: Address) -> tuple | None:
    """All that is decided about the entry that an address is about."""
    if address.subject != "sharing.entry" or address.pk is None:
        return None
    row = Entry._base_manager.filter(pk=address.pk).values().first()
    parts = (Entry.also_sectors, Entry.named_people, Entry.named_organisations, Entry.co_authors)
    links = [part.through.objects.filter(entry=address.pk).count() for part in parts]
    answered = Review._base_manager.filter(entry=address.pk).exclude(verdict="").count()
    return (str(row), *links, answered, Revision._base_manager.filter(entry=address.pk).count())


def answer_of(response, *, is_changed: bool = False) -> Answer:
    """An answer; a zip opened, what it held streamed together, and what the next page will say."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if "zip" in response.get("Content-Type", ""):
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            body = b"\n".join(file.read(name) for name in file.namelist())
    for page, _status in getattr(response, "redirect_chain", ()):
        body += page.encode()
    request = getattr(response, "wsgi_request", None)
    for message in getattr(getattr(request, "_messages", None), "_queued_messages", ()):
        body += f"\n{message}".encode()
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    is_told = getattr(getattr(request, "htmx", None), "is_asked", False)
    return Answer(response.status_code, headers, body, is_changed, is_told)


class Asked(HtmxDetails):
    """Remembers that a view asked what htmx said. Where none did, it answers htmx as it answers all."""

    is_asked = False

    def _get_header_value(self, name: str) -> str | None:
        self.is_asked = True
        return super()._get_header_value(name)


class Log(logging.Handler):
    """What the site's log says, as it is written where others are served."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self.setFormatter(IdsOnly())
        for name in ("", "django", "django_tasks_db"):
            logging.getLogger(name).addHandler(self)

    def emit(self, record) -> None:
        self.lines.append(self.format(record))

    def taken(self) -> str:
        """All since the last time."""
        lines, self.lines = self.lines, []
        return "\n".join(lines)


class Crawl:
    """Everybody's way through the site as the database has it now."""

    def __init__(self, community: Community):
        self.community = community
        self.planted = planted()
        self.ids = public_ids()
        self.log = Log()
        # Before the first test: what a test does to the database is undone when it ends.
        self.clients = {role: self.signed_in(role) for role in ROLES}
        self.every_id = re.compile("|".join(map(re.escape, self.ids)))
        self.sectors = dict(Sector.objects.values_list("slug", "pk"))
        self.takes_no_form: set[Pattern] = set()
        self.addresses = functools.cache(addresses)
        self.refresh()

    def refresh(self) -> None:
        """Read anew what the oracle needs: after somebody lost a right. Who is signed in, stays."""
        self.world = bare_rows.read_world()
        self.rows = functools.cache(lambda *args, **where: list(bare_rows.rows(*args, **where)))
        self.reader = functools.cache(functools.partial(Crawl.reader, self))
        self.rights = functools.cache(functools.partial(Crawl.rights, self))
        self.seen = functools.cache(functools.partial(Crawl.seen, self))
        self.nothing = functools.cache(functools.partial(Crawl.nothing, self))
        self.state_of = functools.cache(state_of)
        # By role: how it looks where nothing is.
        self.nothings: dict[str, set[tuple[int, bytes]]] = defaultdict(set)

    def reader(self, role: str) -> Reader:
        user = self.community.people.get(role)
        me = self.world.people[user.pk] if user else oracle.SOMEBODY
        return Reader(self.world, me, self.rows)

    def rights(self, role: str) -> Rights:
        return rights_of(self.reader(role), self.planted, self.ids)

    def signed_in(self, role: str) -> Client:
        client = Client(raise_request_exception=True)
        if role != VISITOR:
            client.force_login(self.community.user(role), "accounts.signed_in.Backend")
        return client

    # Fetching

    def fetch(self, role, address: Address, *, method="get", htmx=False, follow=False) -> Answer:
        """The answer to one request, which leaves nothing behind.

        Where one is sent on after a deed, the next page is fetched too; with `follow` always.
        """
        headers = {"HX-Request": "true"} if htmx else {}
        client = self.clients[role]
        cookies = dict(client.cookies)  # signing out is an address too
        with transaction.atomic():
            if method == "post":
                answer = self.post(client, address, headers, follow)
            else:
                answer = answer_of(client.get(address.path, headers=headers))
            transaction.set_rollback(True)
        client.cookies = SimpleCookie()
        client.cookies.update(cookies)
        return answer

    def post(self, client: Client, address: Address, headers: dict, follow: bool) -> Answer:
        before = self.state_of(address)
        data = JUNK | FORMS.get(address.pattern.name, {})
        response = client.post(address.path, data, headers=headers, follow=follow)
        if response.status_code == 405:
            self.takes_no_form.add(address.pattern)
            return answer_of(response)
        is_changed = before is not None and before != state_of(address)
        answer = answer_of(response, is_changed=is_changed)
        if not is_changed or not response.has_header("Location"):
            return answer
        after = answer_of(client.get(response["Location"], headers=headers))
        return dataclasses.replace(answer, body=answer.body + after.body)

    def nothing(self, request) -> Answer:
        """The answer where nothing is, asked once."""
        return request.answer(self)

    # What is wrong with an answer

    def canaries_in(self, text: str) -> set[str]:
        """A random token may look like a canary, but hardly like one that is planted."""
        return canaries_in(text) & self.planted.keys()

    def leaks(self, role: str, address: Address, answer: Answer) -> set[str]:
        """Canaries and ids in the answer that this role may not see, the question's own apart."""
        text = answer.text
        words = self.canaries_in(text) - self.rights(role).words - canaries_in(address.path)
        if words:
            words -= shown_besides(self.reader(role), self.planted, address)
        ids = set(self.every_id.findall(text)) - self.rights(role).ids
        ids -= set(self.every_id.findall(address.path))
        ids = {one for one in ids if self.ids[one][0] != self.shows_ids_of(role, address)}
        return {f"{word} {self.where(word)}" for word in words} | {
            f"{one} {self.ids[one]}" for one in ids
        }

    def shows_ids_of(self, role: str, address: Address) -> str:
        """Which ids an address may hold besides.

        The audit trail and the ledger of grants hold those of entries, for administrators; the file
        of one's own data says by whom one was let in.
        """
        trail = ("admin/accounts/auditrecord/", "admin/sharing/breakglassgrant/")
        if address.pattern.name == "sharing:own_data":
            return "accounts.user"
        if address.pattern.route.startswith(trail) and self.reader(role).is_administrator:
            return "sharing.entry"
        return ""

    def where(self, word: str) -> str:
        places = self.planted.get(word, ())
        return ", ".join(sorted(f"{p.label}.{p.field} {p.pk}" for p in places))

    def is_guarded(self, address: Address) -> bool:
        """Whether an address is about a thing that is not for everybody."""
        return address.subject in GUARDED and address.pk is not None

    def is_seen(self, role: str, address: Address) -> bool:
        """Whether the guarded thing that an address is about is there for this role."""
        if address.pattern.name == "sharing:entry_detail":
            reader = self.reader(role)
            return self.world.opens(reader.me, self.world.entries[address.pk])
        if address.pattern.name == "sharing:brief_shared":
            return is_shared_by(self.reader(role), address)
        return address.pk in self.seen(role, address.subject)

    def seen(self, role: str, subject: str) -> set:
        return GUARDED[subject](self.reader(role))

    def without_its_address(self, address: Address, answer: Answer) -> bytes:
        """The body, in which what was asked for looks like any other."""
        path = address.path.partition("?")[0]
        body = answer.plain
        for one in (quote(path, safe=""), quote(path), path, f"“{address.pk}”", "“0”"):
            body = body.replace(one.encode(), b"")
        for one in (*self.every_id.findall(path), NOTHING_THERE):
            body = body.replace(one.encode(), b"")
        return body

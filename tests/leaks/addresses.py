"""Every address of the site, found by walking the resolver, with its arguments filled in.

A pattern with an argument that `SUBJECTS` and `VALUES` do not know fails the suite: add a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.urls import NoReverseMatch, get_resolver, reverse

from sharing.digests import unsubscribe_token
from sharing.models import Answer, DigestSubscription

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>")
NOTHING_THERE = "zzzzzzzzzz"  # a public id that no row has


@dataclass(frozen=True)
class Pattern:
    """One line of a urls.py."""

    name: str  # with its namespaces, or the route where it has none
    route: str
    is_named: bool

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(first or second for first, second in ARGUMENT.findall(self.route))

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("admin/")

    @property
    def is_account(self) -> bool:
        """allauth's: how one signs in. A form there may hold a new secret each time."""
        return self.route.startswith("account/")

    @property
    def subject(self) -> str | None:
        """The table of the thing that this address is about."""
        for beginning, label in SUBJECTS:
            if self.route.startswith(beginning):
                return label
        if self.is_admin and self.arguments == ("object_id",):
            return ".".join(self.route.split("/")[1:3])
        return None

    def path(self, **values) -> str:
        """The address with these arguments; "" where they do not fit."""
        try:
            return reverse(self.name, kwargs=values) if self.is_named else f"/{self.route}"
        except NoReverseMatch:
            return ""


SHARED_TOKEN = "t" * 24  # of the situation that its writer shared
INVITING_TOKEN = "i" * 40  # of the invitation that is open

# What an address is about, by how it begins; the first that fits.
SUBJECTS = [
    ("entries/<slug:public_id>", "sharing.entry"),
    ("you/entries/<slug:public_id>", "sharing.entry"),
    ("people/<slug:public_id>", "accounts.user"),
    ("members/<str:public_id>", "accounts.user"),
    ("newcomers/<str:public_id>", "accounts.user"),
    ("invitations/<str:public_id>", "accounts.invitation"),
    ("concerns/<int:pk>", "sharing.concern"),
    ("barriers/<slug:public_id>", "sharing.barrier"),
    ("wanted/<slug:public_id>", "sharing.question"),
    ("talks/<slug:public_id>", "sharing.introduction"),
    ("before-you-start/<slug:public_id>", "sharing.situation"),
    ("organisations/<slug:public_id>", "accounts.organisation"),
    ("sectors/<slug:slug>", "accounts.sector"),
    ("insights/gives/<slug:slug>", "accounts.sector"),
    ("insights/takes/<slug:slug>", "accounts.sector"),
    ("themes/<slug:slug>", "sharing.theme"),
    ("standards/<slug:slug>", "sharing.standard"),
    ("unsaved/<slug:key>", "sharing.unsavedtext"),
]
# Arguments that say which thing it is, by the column that holds them.
KEYS = {"public_id": "public_id", "object_id": "pk", "pk": "pk", "slug": "slug", "key": "key"}
# Other arguments: every value is tried.
VALUES = {
    "words": ["some-words"],
    "number": [1, 2, 3, 5],
    "step": ["sectors", "themes", "digest"],
    "token": ["not-a-token", SHARED_TOKEN, INVITING_TOKEN, lambda: unsubscribing_token()],
    "app_label": ["accounts", "sharing"],
    "object_id": ["1"],
    "sector": ["energy", "water"],
    "stair": [1, 3],
    "reason": ["barrier", "failed", "otherwise", "unsaid"],
    "giver": ["health"],
    "taker": ["energy"],
    "name": ["crossings", "stairs", "stopped", "barriers", "ages", "answers", "wanted", "searches"],
    "uidb36": ["1"],
    "key": ["not-a-key"],
    "provider_id": ["oidc"],
    "url": ["no-such-page"],
}
# Arguments that name a part of the thing that the address is about, by its primary key.
PARTS = {"pk": lambda question: answers_to(question) or [0]}
SEARCHED = "pumps that fall silent"  # in vain, and everybody was asked
# What is sent besides junk, where junk alone does nothing at all.
FORMS = {
    "accounts:admit": {"sector": "health", "role": "10"},
    "accounts:member_role": {"sector": "health", "role": "20"},
    "sharing:entry_publish": {"revision": "2"},
    "sharing:theme_less": {"theme": "alarm-management"},
    "sharing:revision_decide": {"verdict": "refuse"},
    "sharing:introduction_detail": {"do": "decline"},
    "sharing:leave_out": {"sector": "energy", "on": "1"},
    # Words that look like many entries.
    "sharing:similar": {"title": "Too many alarms on the ward", "problem": "Alarms at night."},
    "sharing:search_not_me": {"text": SEARCHED},
    "sharing:barrier_similar": {"title": "alarms"},
    "sharing:question_similar": {
        "title": "Too many alarms on the ward",
        "text": "Alarms at night.",
    },
    # As of a barrier that has moved on meanwhile: the page of who was not the quickest.
    "sharing:barrier_pick_up": {"state": "solved"},
    "sharing:barrier_answer": {"state": "solved"},
    "sharing:barrier_solve": {"state": "solved"},
    "sharing:barrier_merge": {"state": "solved"},
    "sharing:barrier_reword": {"state": "solved"},
    "sharing:barrier_withdraw": {"state": "solved"},
    # Words that bring many entries: those that somebody may point to are offered.
    "sharing:barrier_way": {"entry_add": "alarms"},
    "sharing:question_detail": {"entry_add": "alarms"},
}
# What stands behind the question mark.
QUERIES = {
    "sharing:entry_compare": ["?old=1&new=2", "?old=2&new=3", "?old=2&new=5&side=1&all=1"],
    "sharing:entry_history": ["", "?before=4"],
    "sharing:explore": [
        "",
        "?q=alarms",
        "?q=alarms&sort=newest",
        "?q=alarms&sort=applied",
        "?level=0&level=2&level=3&level=4",
        "?sector=health&theme=alarm-management&page=2",
    ],
    "sharing:explore_suggestions": ["?q=alar", "?q=Too+many"],
    "sharing:questions_asked": [
        "",
        "?answer=yes&sector=health",
        "?theme=alarm-management",
        "?answer=no&period=quarter&counted=1",
    ],
    "sharing:organisation_learns": ["", "?step=3"],
    "sharing:searches": ["", "?period=quarter"],
    "sharing:barriers": [
        "",
        "?kind=incentives",
        "?state=done&counted=1",
        "?raised=year&age=1",
        "?state=waiting",
        "?state=any",
    ],
    "sharing:insights": ["", "?period=all"],
    "sharing:reviews": ["", "?show=suggestions", "?show=to_publish", "?show=for_outside"],
    "sharing:inbox": ["", "?page=2", "?show=reviews", "?show=applications"],
    "admin:autocomplete": [
        "?app_label=accounts&model_name=user&field_name=organisation&term=o",
        "?app_label=sharing&model_name=revision&field_name=entry&term=alarms",
    ],
    "admin:sharing_entry_changelist": ["", "?q=alarms", "?level__exact=4"],
    "admin:sharing_revision_changelist": ["", "?q=alarms", "?p=2"],
}


def patterns() -> list[Pattern]:
    """Every address of the project, those that need a line here apart: see `unknown`."""
    return [one for one in _walk(get_resolver().url_patterns) if not needs_a_line(one)]


def needs_a_line(pattern: Pattern) -> bool:
    return any(
        name not in VALUES and name not in PARTS and not _is_key(pattern, name)
        for name in pattern.arguments
    )


def _is_key(pattern: Pattern, argument: str) -> bool:
    return pattern.subject is not None and argument in KEYS


def unknown() -> list[str]:
    """Addresses with an argument that nothing here fills."""
    return [one.route for one in _walk(get_resolver().url_patterns) if needs_a_line(one)]


def _walk(found, route: str = "", spaces: tuple = ()) -> Iterator[Pattern]:
    for one in found:
        whole = route + str(one.pattern)
        if hasattr(one, "url_patterns"):
            inner = (*spaces, one.namespace) if one.namespace else spaces
            yield from _walk(one.url_patterns, whole, inner)
        elif one.name:
            yield Pattern(":".join((*spaces, one.name)), whole, is_named=True)
        else:
            yield Pattern(whole, whole, is_named=False)


@dataclass(frozen=True)
class Address:
    """One address to fetch, and the row that it is about."""

    pattern: Pattern
    path: str
    subject: str | None = None
    pk: object = None
    number: int | None = None  # of a revision

    @property
    def query(self) -> str:
        return self.path.partition("?")[2]


def keys_of(label: str, field: str) -> list[tuple]:
    """Pairs of primary key and the value that stands in addresses."""
    return list(apps.get_model(label)._base_manager.order_by("pk").values_list("pk", field))


def addresses(pattern: Pattern, most: int | None = None, skip: int = 0) -> list[Address]:
    """This pattern for every thing that it can be about, or at most some, beginning at `skip`.

    First the address of a thing that is not there, where the pattern is about things.
    """
    things = [(None, {})]
    if pattern.subject:
        argument = next(name for name in pattern.arguments if name in KEYS)
        rows = keys_of(pattern.subject, KEYS[argument])
        if most is not None and rows:
            skip %= len(rows)
            rows = (rows[skip:] + rows[:skip])[:most]
        nothing = 0 if KEYS[argument] == "pk" else NOTHING_THERE
        things = [(pk, {argument: key}) for pk, key in [(None, nothing), *rows]]
    return list(_filled(pattern, things))


def _filled(pattern: Pattern, things) -> Iterator[Address]:
    for pk, values in things:
        rest = [name for name in pattern.arguments if name not in values]
        for more in _values(rest, pk):
            if path := pattern.path(**values, **more):
                for query in QUERIES.get(pattern.name, [""]):
                    yield Address(pattern, path + query, pattern.subject, pk, more.get("number"))


def _values(names: list[str], pk: object) -> Iterator[dict]:
    if not names:
        yield {}
        return
    values = PARTS[names[0]](pk) if names[0] in PARTS else VALUES[names[0]]
    for value in values:
        for more in _values(names[1:], pk):
            yield {names[0]: value() if callable(value) else value} | more


def answers_to(question: object) -> list[int]:
    """The primary keys of the answers to a question, of which one is said to help."""
    found = Answer._base_manager.filter(question=question).order_by("pk")
    return list(found.values_list("pk", flat=True))


def unsubscribing_token() -> str:
    """What a digest's mail carries to stop it: of the first member there is."""
    return unsubscribe_token(DigestSubscription.objects.order_by("pk").first())


# Addresses that nobody gets an answer of 200 from, by their whole route, and why.
UNREACHABLE: dict[str, str] = {
    r"account/oidc/.*": "no provider is set up here",
    r"account/(3rdparty|social)/login/error/": "says so with 401",
    r"account/(2fa/)?reauthenticate/": "asks who has a password or a second factor",
    r"account/2fa/(webauthn/reauthenticate|totp/deactivate|recovery-codes(/download)?)/": "the same",
    r"account/2fa/webauthn/keys/.*": "the same",
    r"admin/.*/delete/": "nothing is deleted there",
    r"admin/(sharing/(?!theme|standard)\w+|accounts/(?!organisation/|sector)\w+)/add/": (
        "nothing is added there past a verb"
    ),
    r"admin/\(\?P<url>.*": "answers that there is no such page",
    r"invitation/<str:token>/": "leads on to signing up",
}

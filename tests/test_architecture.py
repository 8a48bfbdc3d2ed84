"""What holds of the code itself and no import contract can say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import URLPattern, get_resolver

ROOT = Path(__file__).resolve().parent.parent
APPS = ["accounts", "config", "sharing"]
TEMPLATES = ROOT / "templates"

# What visitors may reach, and why. Everything else asks for a signed-in user.
PUBLIC = {
    "healthz": "says only whether the site can serve",
    "set_language": "a visitor's choice of language",
    "admin:login": "redirects to the site's own sign-in",
    "sharing:levels": "what the sharing levels mean",
    "sharing:privacy": "what is kept about whom",
    "sharing:about": "what the site is for",
    "sharing:accessibility": "how accessible the site is",
    "sharing:home": "the front page",
    "sharing:explore": "TLP:CLEAR entries",
    "sharing:explore_suggestions": "TLP:CLEAR entries, while typing",
    "sharing:entry_detail": "TLP:CLEAR entries",
    "sharing:sector_detail": "TLP:CLEAR entries of a sector",
    "sharing:theme_detail": "TLP:CLEAR entries about a theme",
    "sharing:organisation_detail": "TLP:CLEAR entries of an organisation, 404 without one",
    "sharing:organisation_wrote": "TLP:CLEAR entries of an organisation, 404 without one",
    "sharing:question_detail": "TLP:CLEAR questions",
    "sharing:barriers": "TLP:CLEAR barriers",
    "sharing:barrier_detail": "TLP:CLEAR barriers",
    "sharing:barriers_feed": "TLP:CLEAR barriers",
    "sharing:standards": "open standards are public",
    "sharing:standard_detail": "an open standard, and the TLP:CLEAR entries and barriers that name it",
    "sharing:digest_unsubscribe": "one click in a mail, without signing in",
    "accounts:invitation": "the link in an invitation",
}
# allauth's pages before somebody is signed in.
PUBLIC_PREFIXES = ("account_", "socialaccount_", "mfa_", "openid_connect_")


def patterns(resolver=None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site, by its name with its namespace."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield f"{namespace}{one.name}", one
        else:
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from patterns(one, inner)


def is_public(pattern: URLPattern) -> bool:
    return getattr(pattern.callback, "login_required", True) is False


def python_files(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_address_is_private_unless_it_is_listed_as_public():
    public = {name for name, pattern in patterns() if is_public(pattern)}
    unlisted = {name for name in public - PUBLIC.keys() if not name.startswith(PUBLIC_PREFIXES)}
    assert not unlisted


def test_a_view_and_its_address_share_one_name():
    own = [
        (name, pattern.callback.__name__)
        for name, pattern in patterns()
        if name.startswith(("sharing:", "accounts:"))
    ]
    assert [pair for pair in own if pair[0].partition(":")[2] != pair[1]] == []


# Models whose rows not everybody may read: a query starts from who asks.
GUARDED = {
    "Application",
    "Barrier",
    "Concern",
    "DetailRevision",
    "Entry",
    "Notification",
    "Question",
    "RestrictedDetail",
    "Review",
    "Revision",
    "Similarity",
    "Situation",
}
STARTS = {
    "visible_to",
    "visible_of_first",
    "findable_by",
    "used_beside_entries",
    "beside",
    "among",
    "allowing",
    "with_abilities",
    "opened_by",
}
STARTS |= {"readable_by"}  # with the address that its writer gave away
STARTS |= {"was_said", "was_given_back"}  # by the reader, who is told whether they said it
# Verbs of managers guard themselves.
VERBS = {"write", "bring_in", "break_glass", "ask", "report", "record"}
# What the system does for everybody and shows to nobody: it holds ids, and is filtered when read.
UNREAD = {
    "sharing/search/index.py": "builds the index",
    "sharing/recommendations/refresh.py": "computes similarities",
    "sharing/recommendations/lists.py": "keeps similarities",
    "sharing/recommendations/questions.py": "ids of what is near, over which search asks its reader",
    "sharing/transfer/demo.py": "fills an empty database",
    "sharing/transfer/demo_doing.py": "fills an empty database",
    "sharing/transfer/demo_changing.py": "fills an empty database",
    "sharing/transfer/demo_asking.py": "fills an empty database",
    "sharing/insights/count.py": "counts what is open to every member",
    "sharing/insights/applications.py": "barriers open to every member; applications are its caller's",
}
READING = [
    "sharing/views", "sharing/admin", "sharing/digests", "sharing/transfer", "sharing/search",
    "sharing/insights", "sharing/recommendations", "sharing/forms", "sharing/templatetags",
]  # fmt: skip


def bare_queries(path: Path) -> Iterator[str]:
    """Queries on guarded rows in this file that do not start from who asks."""
    tree = ast.parse(path.read_text())
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if starts_query(node) and not chain(node, parents) & (STARTS | VERBS):
            yield f"{named(path)}:{node.lineno}"
        if fetches_by_model(node):
            yield f"{named(path)}:{node.lineno} get_object_or_404 of a model"


def starts_query(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
        and isinstance(node.value, ast.Name)
        and node.value.id in GUARDED
    )


def fetches_by_model(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id.startswith("get_") and node.func.id.endswith("_or_404")
        and isinstance(node.args[0], ast.Name)
        and node.args[0].id in GUARDED
    )  # fmt: skip


def chain(node: ast.AST, parents: dict) -> set[str]:
    """The names of the methods that are called one after another on this expression."""
    names = set()
    while isinstance(parents.get(node), (ast.Attribute, ast.Call)):
        parent = parents[node]
        if isinstance(parent, ast.Call) and parent.func is not node:
            break
        if isinstance(parent, ast.Attribute):
            names.add(parent.attr)
        node = parent
    return names


def test_no_query_on_guarded_rows_forgets_who_asks():
    found = [
        query
        for path in python_files(*READING)
        if named(path) not in UNREAD
        for query in bare_queries(path)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "is_bare"),
    [
        ("Entry.objects.filter(pk=1)", True),
        ("entries = Entry.objects", True),
        ("get_object_or_404(Entry, pk=1)", True),
        ("f(Entry.objects).visible_to(user)", True),
        ("Entry.objects.filter(pk=1).visible_to(user).first()", False),
        ("get_object_or_404(Entry.objects.visible_to(user), pk=1)", False),
        ("Theme.objects.all()", False),
    ],
)
def test_a_bare_query_is_found(tmp_path, monkeypatch, line, is_bare):
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    path = tmp_path / "a.py"
    path.write_text(line)
    assert bool(list(bare_queries(path))) == is_bare


def test_every_template_is_used():
    sources = [path.read_text() for path in python_files(*APPS) + templates()]
    text = "\n".join(sources)
    unused = [
        named(path)
        for path in templates()
        if not any(name in text for name in names_in_code(path))
        and not is_asked_for_by_name(path)
        and not overrides_another(path)
    ]
    assert not unused, "\n".join(unused)


def names_in_code(path: Path) -> list[str]:
    """Its own name; of a mail of allauth's kind also what its subject and its text share."""
    name = str(path.relative_to(TEMPLATES))
    mail = re.fullmatch(r"(.+/email/.+)_(subject|message)\.(txt|html)", name)
    return [name, f'"{mail.group(1)}"'] if mail else [name]


def is_asked_for_by_name(path: Path) -> bool:
    """Django's error pages; pages named as their view; subjects and texts of mails named in code."""
    name = path.relative_to(TEMPLATES)
    if re.fullmatch(r"(4\d\d|500|403_csrf)\.html", str(name)):
        return True
    views = {full.replace(":", "/") + ".html" for full, _pattern in patterns()}
    return str(name) in views


# allauth asks for it where it is, and has none itself.
WANTED = {"account/password_reset_help_text.html"}


def overrides_another(path: Path) -> bool:
    """Whether an installed package has a template of this name, or asks for one."""
    name = str(path.relative_to(TEMPLATES))
    if name in WANTED:
        return True
    loaders = get_template("base.html").backend.engine.template_loaders
    while hasattr(loaders[0], "loaders"):
        loaders = loaders[0].loaders
    places = [origin.name for loader in loaders for origin in loader.get_template_sources(name)]
    return any(Path(place).exists() for place in places if not place.startswith(str(TEMPLATES)))


MAILS = TEMPLATES / "emails"
INLINE = re.compile(
    r"<style\b|\sstyle=|<script(?![^>]*\s(?:src=|type=\"application/json))|\son(?!ly=)[a-z]+=|javascript:",
    re.I,
)
POST_FORM = re.compile(r"<form\b[^>]*method=[\"']?post.*?</form>", re.I | re.S)


# The mail's one click to stop needs no sign-in and no cookie (RFC 8058); its token says who.
FREE_OF_TOKENS = {"templates/sharing/digest_unsubscribe.html"}


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_keeps_to_the_policy(path):
    text = path.read_text()
    if MAILS not in path.parents:  # In a mail the style is inline, as no reader fetches ours.
        assert not INLINE.search(text), INLINE.search(text)
    for form in POST_FORM.findall(text):
        assert "csrf_token" in form or named(path) in FREE_OF_TOKENS


def test_no_file_grows_past_300_lines():
    long = [
        f"{named(path)}: {lines}"
        for path in python_files(*APPS)
        if (lines := len(path.read_text().splitlines())) > 300
    ]
    assert not long, "\n".join(long)


def test_no_file_is_a_drawer_for_the_rest():
    drawers = {"utils", "helpers", "services", "managers", "signals", "misc", "common"}
    assert [named(path) for path in python_files(*APPS) if path.stem in drawers] == []

"""Entries to be found, and what a question finds."""

from sharing.models import Entry
from sharing.search import search
from tests.factories import make_entry


def write(author, title, problem="Something.", **fields):
    words = {"title": title, "summary": "In short.", "problem": problem, "approach": "How."}
    words |= {"results": "", "lesson": "What.", "conditions": "", "privacy": "None."}
    return make_entry(author, words=words, **fields)


def titles(user, text, **options):
    found = search(Entry.objects.visible_to(user), text, **options)
    return [entry.current_revision.title for entry in found]

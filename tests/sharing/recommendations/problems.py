"""Problems that several sectors tell, and what is suggested of them."""

from __future__ import annotations

from sharing.models import Entry
from tests.factories import make_entry, make_theme

PROBLEMS = {
    "alarms": "Nurses and operators hear too many false alarms and stop answering any of them.",
    "identity": "Citizens prove who they are again and again with a copy of their passport.",
    "sensors": "A pump breaks without warning though a vibration sensor could have told.",
    "letters": "People do not understand the letters that we send about their debts.",
}
HOMES = ("health", "energy", "water", "mobility")


def an_entry(writer, slug, home, *, organisation=None, **fields):
    problem = fields.pop("problem", PROBLEMS[slug])
    words = {
        "title": f"What {home} learned of {slug}",
        "summary": problem,
        "problem": problem,
        # Without the numbers of other words, which are as near as the order of the tests has it.
        "approach": "We tried another way.",
        "lesson": "Begin with those whom it is about.",
    }
    entry = make_entry(writer, home=home, words=words, **fields)
    entry.themes.set([make_theme(slug)])
    if organisation:
        Entry.objects.filter(pk=entry.pk).update(organisation=organisation)
    return entry


def shown(suggestions):
    return [s.entry.pk for s in suggestions]

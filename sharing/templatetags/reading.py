"""Words of the reading pages: numbers written out, and what happened as a sentence."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Verb
from sharing.markup import fill_links, linked_titles, render
from sharing.models import BarrierState, Notification, Step
from sharing.templatetags.design import icon, lang_of

register = template.Library()

NUMBERS = [
    pgettext_lazy("number of things", "No"),
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
]


@register.filter
def in_words(number: int) -> str:
    """A small number at the start of a title, written out: "Four"."""
    return str(NUMBERS[number]) if 0 <= number < len(NUMBERS) else str(number)


@register.filter
def updated_at(entry):
    """When readers last got something new: another wording, or the entry itself."""
    return max(filter(None, (entry.published_at, entry.current_revision.created_at)))


@register.filter
def as_said(text: str) -> SafeString:
    """What somebody said in a few lines, as safe HTML: its lines end where they ended, and it links to no entry."""
    lines = text.replace("\r\n", "\n").replace("\n", "  \n")
    html = render(lines, document_id="said", targets={})
    return SafeString(fill_links(html, {}, None))


@register.filter
def can_be_linked(title: str) -> bool:
    """Whether an entry of this title can be meant between double brackets."""
    return linked_titles(f"[[{title}]]") == [title]


# Notifications ---------------------------------------------------------------

Kind = Notification.Kind

# {who}: who did it, in bold. {what}: the title, a link. A whole sentence each, so that it translates.
SENTENCES = {
    Kind.REVIEW_ASKED: gettext_lazy("{who} asks you to review {what}"),
    Kind.REVIEW_LAPSED: gettext_lazy("A reviewer may no longer read {what}. Ask another one."),
    Kind.CHANGES_ASKED: gettext_lazy("{who} asks for changes in {what}"),
    Kind.APPROVED: gettext_lazy("{who} approved {what}"),
    Kind.TO_PUBLISH: gettext_lazy("Approved, and waits for you to publish it: {what}"),
    Kind.PUBLISHED: gettext_lazy("{who} published {what}"),
    Kind.PULLED_BACK: gettext_lazy("{who} pulled back {what}"),
    Kind.ARCHIVED: gettext_lazy("{who} archived {what}"),
    Kind.TAKEN_OVER: gettext_lazy("{who} is the new owner of {what}"),
    Kind.REVISION_PENDING: gettext_lazy("{who} suggests another wording of {what}"),
    Kind.REVISION_ACCEPTED: gettext_lazy("{who} took over your wording of {what}"),
    Kind.REVISION_REFUSED: gettext_lazy("{who} did not take over your wording of {what}"),
    Kind.SECTOR_ADDED: gettext_lazy("{who} wrote for your sector too: {what}"),
    Kind.NAMED: gettext_lazy("{who} named you in the audience of {what}"),
    Kind.CONCERN: gettext_lazy("{who} reported a concern about {what}"),
    Kind.CONCERN_ANSWERED: gettext_lazy("{who} answered your concern about {what}"),
    Kind.OVERDUE: gettext_lazy("Is it still true? {what}"),
    Kind.OWNER_WANTED: gettext_lazy("{what} asks for an owner"),
    Kind.HANDED_OVER: gettext_lazy("{who} handed over to you {what}"),
    Kind.GLASS_BROKEN: gettext_lazy("{who}, an administrator, opened {what} by break-glass"),
    Kind.TRAVELS: gettext_lazy("Your practice travels: {what}"),
    Kind.HOW_IS_IT: gettext_lazy("How is it going with {what}?"),
    Kind.BARRIER_FOR_YOU: gettext_lazy("A barrier waits for your organisation: {what}"),
    Kind.BARRIER_MOVED: gettext_lazy("A barrier moved: {what}"),
    Kind.BARRIER_OVERDUE: gettext_lazy("A barrier is overdue: {what}"),
    Kind.QUESTION_FOR_YOU: gettext_lazy("You may know about this question: {what}"),
    Kind.SEARCH_FOR_YOU: gettext_lazy("Searched in vain, and you may know about it: {what}"),
    Kind.QUESTION_ANSWERED: gettext_lazy("{who} answered your question: {what}"),
    Kind.INTRODUCTION: gettext_lazy("{who} asks for {what}"),
    Kind.INTRODUCTION_PASSED: gettext_lazy("{who} passed on your request for {what}"),
    Kind.INTRODUCTION_ANSWERED: gettext_lazy("{who} answered your request for {what}"),
}
MOVED = {  # how it stands now; one that is open was merged with another
    BarrierState.OPEN: gettext_lazy("A barrier that you meet was merged into this one: {what}"),
    BarrierState.PICKED_UP: gettext_lazy("A barrier was picked up: {what}"),
    BarrierState.ANSWERED: gettext_lazy("A barrier was answered: {what}"),
    BarrierState.SOLVED: gettext_lazy("A barrier was solved: {what}"),
}
STOOD = {  # "how is it going?", with where the reader's organisation stood when it was asked
    Step.CONSIDERING: gettext_lazy("You were considering this in {month}: how is it? {what}"),
    Step.PILOTING: gettext_lazy("You were piloting this in {month}: how is it? {what}"),
    Step.IN_USE: gettext_lazy("You have used this since {month}: how is it? {what}"),
}
SIGNS = {
    "review": ("message-square", gettext_lazy("Review")),
    "to": ("check", gettext_lazy("Publish")),
    "revision": ("git-merge", gettext_lazy("Another wording")),
    "concern": ("shield-alert", gettext_lazy("Concern")),
    "barrier": ("flag", gettext_lazy("Barrier")),
    "question": ("circle-help", gettext_lazy("Question")),
    "search": ("search", gettext_lazy("Wanted lesson")),
    "introduction": ("users", gettext_lazy("Talk")),
    "overdue": ("calendar-clock", gettext_lazy("Still true?")),
    "owner": ("user", gettext_lazy("Owner")),
    "handed": ("user", gettext_lazy("Owner")),
    "named": ("eye", gettext_lazy("Sharing")),
    "glass": ("key-round", gettext_lazy("Break-glass")),
    "travels": ("arrow-up-right", gettext_lazy("Application")),
    "how": ("calendar-clock", gettext_lazy("Application")),
}
USUAL = ("file-text", gettext_lazy("Entry"))


@register.simple_tag
def happened(notification) -> SafeString:
    """What a notification tells, with the words of the thing as they are now."""
    sentence = SENTENCES.get(notification.kind, "{who} {what}")
    words = {
        "who": format_html("<b>{}</b>", name_of(notification.actor)),
        "what": linked(notification.about, concern_address(notification)),
    }
    if notification.kind == Kind.BARRIER_MOVED and notification.barrier:
        sentence = MOVED[notification.barrier.state]
    if stood := getattr(notification, "stood", None):
        sentence = STOOD.get(stood.step, sentence)
        words["month"] = date_format(localtime(stood.since or stood.changed_at), "F Y")
    return format_html(str(sentence), **words)


def linked(thing, address: str) -> SafeString | str:
    """Its title, which leads to `address`, or to its own page where that is empty."""
    if thing is None:
        return _("something of yours that you no longer read")
    address = address or thing.get_absolute_url()
    return format_html('<a href="{}"{}>{}</a>', address, lang_of(thing), thing.title)


def concern_address(notification) -> str:
    """Where the concern that it tells of stands, "" where it tells of none that its reader may see."""
    pk = notification.concern_id
    return reverse("sharing:concern_answer", args=[pk]) if pk else ""


def name_of(person) -> str:
    return person.shown_name if person else _("Oversteek")


@register.simple_tag
def became(notification) -> str:
    """What happened, in a few words after a title."""
    barrier = notification.barrier
    if notification.kind == Kind.BARRIER_MOVED and barrier.state != BarrierState.OPEN:
        return barrier.get_state_display()
    return notification.get_kind_display()


@register.simple_tag
def kind_of(notification) -> SafeString:
    """The icon and the word for what a notification is about."""
    name, word = SIGNS.get(notification.kind.partition("_")[0], USUAL)
    return format_html("<span>{}{}</span>", icon(name), word)


# The audit trail, told to the person it is about -----------------------------

PLACE = {
    Verb.ADMITTED: gettext_lazy("You were let in."),
    Verb.ROLE_GIVEN: gettext_lazy("{who} made you {role} in {sector}."),
    Verb.ROLE_TAKEN: gettext_lazy("{who} took away your role in {sector}."),
    Verb.ORGANISATION_SET: gettext_lazy("Your organisation is {organisation}."),
    Verb.REACTIVATED: gettext_lazy("{who} made your account active again."),
}


@register.simple_tag
def change_of_place(change: dict) -> SafeString:
    """What happened to a member's role or organisation."""
    record = change["record"]
    sector, organisation = change["sector"], change["organisation"]
    return format_html(
        str(PLACE[record.verb]),
        who=format_html("<b>{}</b>", name_of(record.actor)),
        role=format_html("<b>{}</b>", change["role"]),
        sector=sector.name if sector else "–",
        organisation=format_html("<b>{}</b>", organisation.name if organisation else _("none")),
    )

"""The page on which somebody writes, in all that can become of it. No view: views use it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from sharing.forms.conflict import Conflict
from sharing.forms.look_alikes import READ, look_alikes
from sharing.forms.writing import base_in, typed_fields
from sharing.knowing import Similar
from sharing.models import (
    REQUIRED_BEFORE_REVIEW,
    SECTION_NAMES,
    SECTIONS,
    WORDS,
    Entry,
    Review,
    UnsavedText,
    links_filled,
    shows_typed_detail,
    titles_without_entry,
)
from sharing.wording import count_words

BEGUN = 5
TEXTS = (*WORDS, "detail_text")


def box_of(form, name: str):
    return form[name] if name in form.fields else None


def one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class Part:
    """One section in the form: its box, how far it is, and how it will look."""

    key: str
    text: str
    box: object = None  # BoundField, where the form is shown
    preview: SafeString | None = None

    @property
    def name(self) -> str:
        return str(SECTION_NAMES[self.key])

    @property
    def words(self) -> int:
        return count_words(self.text)

    @property
    def is_needed(self) -> bool:
        return self.key in REQUIRED_BEFORE_REVIEW


def parts_of(texts: Mapping[str, str]) -> list[Part]:
    """How far each section is in these texts."""
    return [Part(name, texts.get(name, "")) for name in SECTIONS]


@dataclass
class WritingPage:
    """`key` is the public id of the entry that is written, or is to be."""

    request: HttpRequest
    key: str
    entry: Entry | None = None
    token: str = ""

    def shown(self, form, *, offer=None, previews=None) -> HttpResponse:
        """The form. `offer` is text of this writer that was not saved."""
        texts = {name: str(box.value() or "") for name in TEXTS if (box := box_of(form, name))}
        previews = previews or {}
        context = {
            "form": form,
            "entry": self.entry,
            "key": self.key,
            "token": self.token,
            "parts": [Part(n, texts[n], form[n], previews.get(n)) for n in SECTIONS],
            "offer": offer,
            "texts": self.begun(),
            "is_suggestion": self.is_suggestion,
            "similars": [] if self.is_suggestion else self.similars(form),
            "nowhere": titles_without_entry(texts.values(), self.request.user),
            "narrower": self.narrower_links(),
            "remarks": self.remarks(),
        }
        return render(self.request, "sharing/entry_edit.html", context)

    @property
    def is_suggestion(self) -> bool:
        return bool(self.entry and self.entry.is_published)

    def begun(self) -> list[UnsavedText]:
        """What this writer began before and did not save, where a new entry is opened afresh."""
        is_afresh = self.entry is None and self.request.method != "POST"
        if not is_afresh or "text" in self.request.GET:
            return []
        return list(UnsavedText.objects.visible_to(self.request.user).of_new_entries()[:BEGUN])

    def similars(self, form) -> list[Similar]:
        """What looks like the text that stands in the form."""
        typed = {name: box.value() for name in (*READ, "language") if (box := box_of(form, name))}
        return look_alikes(self.request.user, typed, self.entry)

    def remarks(self) -> list[Review]:
        """What its reviewers said in this round, for who now changes the words."""
        entry = self.entry
        if entry is None or entry.is_published or not entry.round:
            return []
        told = Review.objects.visible_to(self.request.user).told(entry, entry.sector_ids())
        return list(told.exclude(comment=""))

    def narrower_links(self) -> list:
        """Linked entries with a narrower audience, of those that this writer may see."""
        if self.entry is None:
            return []
        return self.entry.links_with_narrower_audience(seen_by=self.request.user)

    def unsaved_text(self, now: dict) -> UnsavedText | None:
        """What this writer typed and did not save, where it differs from what stands there `now`."""
        text = UnsavedText.objects.visible_to(self.request.user).filter(key=self.key).first()
        if text is None:
            return None
        is_about = "detail_text" in text.fields and self.entry
        if is_about and not shows_typed_detail(self.entry, text.user):
            text.fields = {k: v for k, v in text.fields.items() if not k.startswith("detail_")}
        typed = {name: text.fields[name][0] for name in TEXTS if text.fields.get(name)}
        is_new = any(one_line_end(typed[name]) != one_line_end(now.get(name, "")) for name in typed)
        return text if is_new else None

    def refused(self, form) -> HttpResponse:
        """The form again, with its errors and everything that was typed."""
        self.keep()
        return self.shown(form)

    def preview(self, form) -> HttpResponse:
        """How the sections will look: one as a fragment, or the whole page where no script asks."""
        wanted = self.request.POST["preview"]
        texts = {name: str(form.initial.get(name) or "") for name in SECTIONS}
        if self.request.htmx and wanted in SECTIONS:
            context = {
                "key": wanted,
                "preview": self.rendered({wanted: texts[wanted]}).get(wanted, SafeString()),
                "nowhere": titles_without_entry([texts[wanted]], self.request.user),
                "parts": parts_of(texts),
                "is_suggestion": self.is_suggestion,
            }
            return render(self.request, "sharing/preview.html", context)
        self.keep()
        return self.shown(form, previews=self.rendered(texts))

    def rendered(self, texts: dict[str, str]) -> dict[str, SafeString]:
        kept = self.entry.language if self.entry else ""
        language = self.request.POST.get("language", kept)
        made = Entry(language=language).render(texts, reader=self.request.user, number=0)
        filled, _linked = links_filled(made, self.request.user)
        return {name: SafeString(html) for name, html in filled.items()}

    def in_conflict(self, form, conflict: Conflict) -> HttpResponse:
        """Both texts, mine still in the box; saving again is then done knowingly."""
        self.keep()
        context = {
            "entry": self.entry,
            "conflict": conflict,
            "base": form.cleaned_data["base"],
            "carried": conflict.carried(self.request.POST),
        }
        return render(self.request, "sharing/entry_conflict.html", context, status=409)

    def lost(self, status: int) -> HttpResponse:
        """What was typed, to copy it from: it cannot be saved here any more, or never could."""
        self.keep()
        typed = typed_fields(self.request.POST)
        texts = [(name, typed[name][0]) for name in TEXTS if name in typed]
        context = {"texts": [(name, text) for name, text in texts if text.strip()]}
        return render(self.request, "sharing/entry_lost.html", context, status=status)

    def keep(self) -> None:
        """Keep what was typed on the server as well: back, or a closed window, loses nothing."""
        user = self.request.user
        if not user.standing.is_member:
            return
        base = base_in(self.request.POST)
        if base is None and not self.token:
            base = 0  # of an entry that is there, or not: no new one gets this id
        # Far too much for a form is not kept; it still stands in the page that they get back.
        with suppress(ValidationError):
            fields = typed_fields(self.request.POST)
            UnsavedText.objects.keep(user, self.key[:40], fields, base=base)

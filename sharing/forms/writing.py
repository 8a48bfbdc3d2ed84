"""Writing an entry: its words, and what is decided about it while it is a draft."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.models import Language, User
from sharing.forms.names import NamesField, Typed
from sharing.forms.numbers import whole
from sharing.forms.reach import PeopleField, ReachForm, members
from sharing.forms.widgets import LevelRadios, MarkdownTextarea, lines
from sharing.models import (
    REQUIRED_BEFORE_REVIEW,
    SECTION_NAMES,
    SECTIONS,
    WORDS,
    Kind,
    Level,
    Outcome,
    RestrictedDetail,
    Standard,
    Theme,
)

LONGEST_SECTION = 40_000
COUNTED = 1_000  # shorter texts show how many characters are used
SECTION_HELP = {
    "problem": gettext_lazy(
        "What went wrong, or what did you want? Who noticed it, and how often?"
    ),
    "approach": gettext_lazy("What did you do, step by step? Say also what you did not do."),
    "results": gettext_lazy("What changed? Numbers help, and so does what got worse."),
    "lesson": gettext_lazy("What would you tell somebody in another sector who starts tomorrow?"),
    "conditions": gettext_lazy("When does this work, and when does it fail?"),
    "privacy": gettext_lazy(
        "Which personal data did you use? What could somebody misuse? “None, because …” is an "
        "answer too."
    ),
    "incentives": gettext_lazy("Who pays, and who gains?"),
}


class Words(forms.CharField):
    """A text with a greatest length, which says by how much it is too long. Cuts nothing off."""

    def __init__(self, *, longest: int, **options):
        super().__init__(**options)
        self.longest = longest
        if longest < COUNTED:  # set late: no `maxlength`, with which a browser cuts a paste
            self.max_length = longest

    def to_python(self, value) -> str:
        text = super().to_python(value)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value):
        super().validate(value)
        too_many = len(value) - self.longest
        if too_many > 0:
            raise ValidationError(
                ngettext(
                    "Make this %(number)s character shorter.",
                    "Make this %(number)s characters shorter.",
                    too_many,
                )
                % {"number": number_format(too_many, force_grouping=True)}
            )


class WordsForm(forms.Form):
    """The words of one revision, made from revision number `base`."""

    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = Words(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Say what others can do with it. Not the name of your project."),
        longest=120,
        error_messages={"required": gettext_lazy("Give it a title. You can change it later.")},
    )
    summary = Words(
        label=gettext_lazy("Lesson in one sentence"),
        help_text=gettext_lazy("As you would tell a colleague at the coffee machine."),
        longest=280,
        required=False,
        widget=lines(2),
    )
    comment = Words(
        label=gettext_lazy("What did you change, and why?"),
        help_text=gettext_lazy("One sentence. It stands in the history."),
        longest=200,
        required=False,
        error_messages={"required": gettext_lazy("Say in one sentence what you changed, and why.")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in SECTIONS:
            self.fields[name] = Words(
                label=SECTION_NAMES[name],
                help_text=SECTION_HELP[name],
                longest=LONGEST_SECTION,
                required=False,
                widget=MarkdownTextarea(rows=6),
            )

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}

    @property
    def sections(self) -> list:
        return [self[name] for name in SECTIONS]


class SuggestionForm(WordsForm):
    """Another wording of a published entry, for an editor to take over."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["comment"].required = True


class DraftForm(ReachForm, WordsForm):
    """A draft: its words, what it is about, who wrote it, who may read it."""

    opened = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind, widget=forms.RadioSelect)
    themes = NamesField(
        label=gettext_lazy("Themes"),
        help_text=gettext_lazy("What it is about, in any sector."),
        required=False,
        is_taxonomy=True,
        box_label=gettext_lazy("Type the name of a theme"),
    )
    standards = NamesField(
        label=gettext_lazy("Open standards that you used"),
        required=False,
        is_taxonomy=True,
        box_label=gettext_lazy("Type the name of a standard"),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=Language, widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it?"),
        help_text=gettext_lazy("A failure is as welcome as a success."),
        choices=[("", gettext_lazy("I cannot say yet")), *Outcome.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    co_authors = PeopleField(
        label=gettext_lazy("Co-authors"),
        help_text=gettext_lazy("They read this draft and write in it."),
        required=False,
    )
    detail_text = Words(
        label=gettext_lazy("Restricted detail"),
        help_text=gettext_lazy(
            "For names of suppliers, amounts, weak spots. The lesson travels, this stays: it is "
            "never searched, mailed or exported."
        ),
        longest=LONGEST_SECTION,
        required=False,
        widget=MarkdownTextarea(rows=4),
    )
    detail_level = forms.TypedChoiceField(
        label=gettext_lazy("Who may read the restricted detail?"),
        choices=[choice for choice in Level.choices if choice[0] > Level.CLEAR],
        coerce=int,
        empty_value=None,
        required=False,
        widget=LevelRadios,
    )

    def __init__(self, *args, user, entry=None, **options):
        super().__init__(*args, user=user, entry=entry, **options)
        self.entry = entry
        for name in REQUIRED_BEFORE_REVIEW:
            self.fields[name].needed_if = _("needed before review")
        self.fields["themes"].queryset = Theme.objects.by_name()
        self.fields["themes"].named = "name_nl" if (get_language() or "")[:2] == "nl" else "name_en"
        self.fields["standards"].queryset = Standard.objects.order_by("name")
        author = entry.author_id if entry else user.pk
        already = entry.co_authors.all() if entry else User.objects.none()
        self.fields["detail_level"].needed_if = _("needed if you write one")
        if not self._offers_detail(user):
            del self.fields["detail_text"], self.fields["detail_level"]
        self.fields["co_authors"].queryset = members(also=already).exclude(pk=author)

    def _offers_detail(self, user) -> bool:
        """To its author, and to a co-author who reads one: who sees the box learns of nothing else.

        And to who sends one, so that what they typed is not lost where it is refused.
        """
        if self.data.get("detail_text", "").strip():
            return True
        if self.entry is None or self.entry.author_id == user.pk:
            return True
        return RestrictedDetail.objects.visible_to(user).filter(entry=self.entry).exists()

    def clean(self):
        data = super().clean()
        level = data.get("level", self.entry.level if self.entry else None)
        stricter = data.get("detail_level")
        if data.get("detail_text") and level is not None and (stricter or 0) <= level:
            self.add_error("detail_level", _("Choose a level stricter than that of the entry."))
        return data

    @property
    def decided(self) -> dict:
        names = ("kind", "language", "outcome", "themes", "standards", "co_authors")
        return {name: self.cleaned_data[name] for name in names}


class ReviewedForm(DraftForm):
    """A draft that is in review: who may read it is changed on a page of its own."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ReachForm.base_fields:
            del self.fields[name]

    reach = None


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Show what a verb refused, beside its field where the form has one."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


NOT_TYPED = ("csrfmiddlewaretoken", "token", "preview", "then")


def typed_fields(data) -> dict[str, list[str]]:
    """What somebody typed into a form, out of what was sent."""
    return {name: values for name, values in data.lists() if name not in NOT_TYPED}


def base_in(data) -> int | None:
    """The number of the revision that was open when somebody began to type; None for a new entry."""
    return whole(data.get("base", ""))


def typed_in(form: type[forms.Form], fields: dict[str, list[str]]) -> dict:
    """What somebody typed, as the first values of a form: shown as it is, with no errors yet."""
    initial = {}
    for name, field in form.base_fields.items():
        if isinstance(field, NamesField):
            text = (fields.get(f"{name}_add") or [""])[0]
            initial[name] = Typed(fields.get(name, []), text)
        elif isinstance(field, forms.ModelMultipleChoiceField):
            initial[name] = fields.get(name, [])
        elif name in fields:
            initial[name] = fields[name][0]
    return initial | {name: fields[name][0] for name in SECTIONS if name in fields}

"""Where an organisation stands with an entry: the short form on its page, and the whole one."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sharing.forms.opened import mark
from sharing.forms.widgets import lines
from sharing.forms.writing import Words
from sharing.models import Result, Step

STEPS = {step.name.lower(): step for step in Step}
WORDS = ("reason", "adapted", "in_our_terms", "came_of_it", "figures", "evidence")


class ApplicationForm(forms.Form):
    """All of it, or what the page of the entry asks: what is not in the form stays as it is.

    `application` is how the organisation stands now, None where it says this first. The whole form carries
    a mark of that: what a colleague recorded meanwhile is not undone unseen.
    """

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    step = forms.ChoiceField(
        label=_("Where does your organisation stand?"),
        choices=[(name, step.label) for name, step in STEPS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a step."), "invalid_choice": _("Choose a step.")},
    )
    reason = Words(
        label=_("What made you stop?"),
        help_text=_("One sentence is enough. It helps the next one."),
        longest=1_000,
        required=False,
        widget=lines(2),
    )
    result = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[("", _("Not told yet")), *Result.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    came_of_it = Words(
        label=_("In your words"),
        help_text=_("What went well, what did not, what surprised you?"),
        longest=2_000,
        required=False,
        widget=lines(3),
    )
    figures = Words(
        label=_("Figures"),
        help_text=_("Before and after, if you measured."),
        longest=300,
        required=False,
    )
    evidence = forms.URLField(
        label=_("Evidence"),
        help_text=_("The address of a report or a page that others may read."),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Give an address that begins with https://.")},
    )
    adapted = Words(
        label=_("What did you adapt?"),
        help_text=_("What you do differently."),
        longest=2_000,
        required=False,
        widget=lines(3),
    )
    in_our_terms = Words(
        label=_("In the terms of your sector"),
        help_text=_("How would a colleague in your sector say this?"),
        longest=1_000,
        required=False,
        widget=lines(2),
    )
    is_unnamed = forms.BooleanField(
        label=_("Count us, do not name us"),
        help_text=_(
            "Others see that an organisation does this. Not which one, and not your words."
        ),
        required=False,
    )

    def __init__(self, data=None, *, application=None, **options):
        self.application = application
        self.said = {}
        if application is not None:
            self.said = {name: getattr(application, name) for name in WORDS} | {
                "step": Step(application.step).name.lower(),
                "result": application.result,
                "is_unnamed": application.is_unnamed,
            }
        marked = self.said | {"seen": mark(self.said.items())}
        options["initial"] = marked | options.get("initial", {})
        self.sent = data
        super().__init__(self._completed(data, options["initial"]), **options)

    @staticmethod
    def _completed(data, said: dict):
        """What was sent, and where the short form asks nothing, what the organisation said before.

        The whole form comes back with an error in the short one: it may not take back a word, nor
        name who stays unnamed.
        """
        if data is None or "whole" in data:
            return data
        whole = data.copy()
        for name, value in said.items():
            if value and name not in data:
                whole[name] = value
        return whole

    def clean(self):
        """Said here too, so that it stands beside the other errors at once."""
        data = super().clean()
        is_stopped = data.get("step") == Step.STOPPED.name.lower()
        if is_stopped and "reason" not in self.errors and not data.get("reason"):
            self.add_error("reason", _("Say in one sentence what made you stop."))
        if "whole" in self.sent:
            self._require_seen(data)
        return data

    def _require_seen(self, data: dict) -> None:
        """Raise ValidationError where a colleague recorded something else since the form was opened."""
        now = mark(self.said.items())
        is_same = all(data.get(name) == value for name, value in self.said.items())
        if is_same or data.get("seen") in ("", now):
            return
        self.data = self.data.copy()
        self.data["seen"] = now  # sent once more, it is done knowingly
        raise ValidationError(
            _(
                "A colleague recorded something else meanwhile: %(said)s. What you record now takes its place."
            ),
            params={"said": self._said_now()},
        )

    def _said_now(self) -> str:
        application = self.application
        words = (getattr(application, name) for name in WORDS)
        unnamed = application.is_unnamed and str(self.fields["is_unnamed"].label)
        steps = (application.get_step_display(), application.get_result_display())
        return " – ".join(filter(None, (*steps, *words, unnamed)))

    @property
    def recorded(self) -> dict:
        """What `Application.objects.record` is to be told."""
        said = {name: self.cleaned_data[name] for name in WORDS if name in self.sent}
        told = {"step": STEPS[self.cleaned_data["step"]], **said}
        if "result" in self.sent:
            told["result"] = self.cleaned_data["result"]
        elif self.application is not None:
            told["result"] = self.application.result
        if "whole" in self.sent:
            told["is_unnamed"] = self.cleaned_data["is_unnamed"]
        return told

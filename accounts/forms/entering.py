"""The forms of coming in, with errors that say what to do; allauth is told of them in `accounts.forms`."""

from __future__ import annotations

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm as BaseActivateTOTPForm
from django.utils.translation import gettext_lazy as _

ADDRESS = _("Type your e-mail address.")
CODE = _("Type the code.")
LEFT_OUT = {
    "email": ADDRESS,
    "login": ADDRESS,
    "name": _("Type your name."),
    "sector": _("Choose a sector."),
    "why": _("Say it in one sentence."),
    "password": _("Type your password."),
    "oldpassword": _("Type the password that you have now."),
    "password1": _("Type a password."),
    "password2": _("Type the same password once more."),
    "code": CODE,
}
NO_ADDRESS = _("Type the whole e-mail address, such as name@example.org.")


class SaysWhatToDo:
    """Puts our own words beside a field that was left out, or holds no address."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, said in LEFT_OUT.items():
            if field := self.fields.get(name):
                field.error_messages["required"] = said
        for name in ("email", "login"):
            if field := self.fields.get(name):
                field.error_messages["invalid"] = NO_ADDRESS


class LoginForm(SaysWhatToDo, account.LoginForm):
    pass


class RequestLoginCodeForm(SaysWhatToDo, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(SaysWhatToDo, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailVerificationCodeForm(SaysWhatToDo, account.ConfirmEmailVerificationCodeForm):
    pass


class AddEmailForm(SaysWhatToDo, account.AddEmailForm):
    pass


class ChangeEmailForm(SaysWhatToDo, account.ChangeEmailForm):
    pass


class ChangePasswordForm(SaysWhatToDo, account.ChangePasswordForm):
    pass


class SetPasswordForm(SaysWhatToDo, account.SetPasswordForm):
    pass


class ResetPasswordForm(SaysWhatToDo, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(SaysWhatToDo, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(SaysWhatToDo, account.ReauthenticateForm):
    pass


class AuthenticateForm(SaysWhatToDo, mfa.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(SaysWhatToDo, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(SaysWhatToDo, BaseActivateTOTPForm):
    pass

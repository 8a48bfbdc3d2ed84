"""What people fill in to get in, and stewards to let them in."""

# For the settings: nothing is imported here.
ACCOUNT_FORMS = {
    "signup": "accounts.forms.joining.SignupForm",
    "login": "accounts.forms.entering.LoginForm",
    "request_login_code": "accounts.forms.entering.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.entering.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.entering.ConfirmEmailVerificationCodeForm",
    "add_email": "accounts.forms.entering.AddEmailForm",
    "change_email": "accounts.forms.entering.ChangeEmailForm",
    "change_password": "accounts.forms.entering.ChangePasswordForm",
    "set_password": "accounts.forms.entering.SetPasswordForm",
    "reset_password": "accounts.forms.entering.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.entering.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.entering.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.entering.AuthenticateForm",
    "reauthenticate": "accounts.forms.entering.ReauthenticateByCodeForm",
    "activate_totp": "accounts.forms.entering.ActivateTOTPForm",
}

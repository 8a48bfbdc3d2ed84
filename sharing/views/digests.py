"""The digest in the site: how often, what it would say now, and stopping it."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sharing.digests import build_digest, digest_context, digest_html, unsubscribed_by
from sharing.models import DigestSubscription, Frequency

# A mail's styles stand in its tags: allowed on this one address, in a frame that may do nothing.
MAIL_POLICY = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": True,
}
PREVIEW_POLICY = settings.SECURE_CSP | {"frame-src": [CSP.SELF]}


class FrequencyForm(forms.ModelForm):
    class Meta:
        model = DigestSubscription
        fields = ["frequency"]
        widgets = {"frequency": forms.RadioSelect}


@require_http_methods(["GET", "HEAD", "POST"])
@csp_override(PREVIEW_POLICY)
def digest_preview(request: HttpRequest) -> HttpResponse:
    """How often, and what the next one would say."""
    subscription = subscription_of(request.user)
    form = FrequencyForm(request.POST or None, instance=subscription)
    if request.method == "POST" and form.is_valid():
        frequency = form.cleaned_data["frequency"]
        DigestSubscription.objects.of(request.user).choose(frequency)
        messages.success(request, _("Saved. You can change it whenever you like."))
        return redirect("sharing:digest_preview")
    digest = build_digest(request.user, since=subscription.covered_until, until=timezone.now())
    return render(request, "sharing/digest_preview.html", {"form": form, "digest": digest})


def subscription_of(user) -> DigestSubscription:
    """The member's subscription, or what it would be: a page that is only read writes nothing."""
    return DigestSubscription.objects.filter(user=user).first() or DigestSubscription.planned(user)


@require_safe
@xframe_options_sameorigin
@csp_override(MAIL_POLICY)
def digest_frame(request: HttpRequest) -> HttpResponse:
    """The mail itself, for the frame of the preview."""
    subscription = subscription_of(request.user)
    digest = build_digest(request.user, since=subscription.covered_until, until=timezone.now())
    return HttpResponse(digest_html(digest_context(digest, subscription)))


@csrf_exempt  # RFC 8058: the mail program posts, without a cookie of ours
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def digest_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the digest in one click. Reading the page changes nothing: mail scanners follow links."""
    subscription = unsubscribed_by(token)
    if subscription is None:
        raise Http404
    if request.method == "POST":
        subscription.choose(Frequency.OFF)
    stopped = subscription.frequency == Frequency.OFF
    return render(request, "sharing/digest_unsubscribe.html", {"stopped": stopped})

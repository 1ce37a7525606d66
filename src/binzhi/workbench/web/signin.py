"""Signing in and out, the second factor, the own account, changing the hotel."""

from typing import cast

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from binzhi.kernel.errors import DomainError
from binzhi.org.access import needs_second_factor, scope_for
from binzhi.org.domain.signin import check_sign_in, end_session, start_session
from binzhi.org.domain.staff import reset_password
from binzhi.org.models import Staff
from binzhi.ui.doors import GET_POST, POST, PUBLIC, SIGNED_IN, door
from binzhi.ui.requests import DeskRequest
from binzhi.vault.domain.second_factor import begin_enrolment, check_second_factor, confirm_enrolment, factor_of
from binzhi.workbench.middleware import HOTEL, PASSED

TRIES_OF_CODE = 5


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A six-digit code or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Six digits from the app, or a recovery code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class PasswordForm(forms.Form):
    """A new password, with the present one."""

    present = forms.CharField(label=gettext_lazy("Present password"), strip=False, widget=forms.PasswordInput)
    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 10 characters, not a common one."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


def _refusal(error: DomainError) -> str:
    return error.text(get_language() or "zh-hans")


@door(PUBLIC, methods=GET_POST)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Check user name and password, then start a session."""
    form = SignInForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            staff = check_sign_in(
                now=now, username=form.cleaned_data["username"], password=form.cleaned_data["password"]
            )
        except DomainError as error:
            refusal = _refusal(error)
        else:
            login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
            ended = start_session(
                scope=scope_for(staff),
                now=now,
                staff=staff,
                session_key=request.session.session_key or "",
                address=request.META.get("REMOTE_ADDR", ""),
                device=request.headers.get("User-Agent", ""),
            )
            Session.objects.filter(session_key__in=ended).delete()  # writes: Django's session store, not a room's table
            response = HttpResponseRedirect(_next(request))
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or staff.language
            )
            return response
    status = 401 if refusal else 200
    return render(
        request, "workbench/sign_in.html", {"form": form, "refusal": refusal, "next": _next(request)}, status=status
    )


@door(SIGNED_IN, methods=POST)
def sign_out(request: DeskRequest) -> HttpResponse:
    """End the session."""
    staff = request.user
    if isinstance(staff, Staff):
        end_session(scope=request.scope, now=request.now, staff=staff, session_key=request.session.session_key or "")
    logout(request)
    return redirect("workbench:sign_in")


@door(PUBLIC, methods=GET_POST)
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time code; someone without one is sent to set it up."""
    staff = request.user
    if not isinstance(staff, Staff):
        return redirect("workbench:sign_in")
    if factor_of(staff.id) is None:
        return redirect("workbench:enrol")
    form = CodeForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        tries = int(request.session.get("code_tries", 0)) + 1
        request.session["code_tries"] = tries
        if tries > TRIES_OF_CODE:
            logout(request)
            return redirect("workbench:sign_in")
        right = check_second_factor(
            scope=scope_for(staff), now=timezone.now(), staff=staff, code=form.cleaned_data["code"]
        )
        if right:
            request.session[PASSED] = True
            request.session.pop("code_tries", None)
            return redirect("/")
        refusal = _("This code is not right or was used before. Wait for the next one.")
    return render(
        request, "workbench/second_factor.html", {"form": form, "refusal": refusal}, status=401 if refusal else 200
    )


@door(PUBLIC, methods=GET_POST)
def enrol(request: HttpRequest) -> HttpResponse:
    """Set up the one-time password: scan, confirm with a first code, note the recovery codes."""
    staff = request.user
    if not isinstance(staff, Staff):
        return redirect("workbench:sign_in")
    if factor_of(staff.id) is not None:
        return redirect("workbench:second_factor")
    scope = scope_for(staff)
    form = CodeForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        recovery = confirm_enrolment(scope=scope, now=timezone.now(), staff=staff, code=form.cleaned_data["code"])
        if recovery is not None:
            request.session[PASSED] = True
            return render(request, "workbench/recovery_codes.html", {"codes": recovery})
        refusal = _("This code is not right. Scan the picture and type the six digits now shown.")
    secret, uri = begin_enrolment(scope=scope, staff=staff)
    picture = segno.make(uri, error="m").svg_inline(scale=5, border=2, omitsize=True, svgclass=None, lineclass=None)
    context = {"form": form, "refusal": refusal, "secret": secret, "picture": mark_safe(picture)}  # noqa: S308  drawn by segno from our own text
    return render(request, "workbench/enrol.html", context, status=401 if refusal else 200)


@door(SIGNED_IN, methods=GET_POST)
def account(request: DeskRequest) -> HttpResponse:
    """Show the own account and change the password."""
    staff = cast(Staff, request.user)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not staff.check_password(form.cleaned_data["present"]):
            form.add_error("present", _("This is not your present password."))
        else:
            try:
                reset_password(
                    scope=request.scope, now=request.now, staff=staff, password=form.cleaned_data["password"]
                )
            except DomainError as error:
                form.add_error("password", _refusal(error))
            else:
                logout(request)
                messages.success(request, _("The password is changed. Sign in with the new one."))
                return redirect("workbench:sign_in")
    context = {"form": form, "factor": factor_of(staff.id), "needs_factor": needs_second_factor(staff)}
    return render(request, "workbench/account.html", context, status=422 if form.errors else 200)


@door(SIGNED_IN, methods=POST)
def switch_hotel(request: DeskRequest) -> HttpResponse:
    """Work in another hotel where the staff member holds a post."""
    wanted = request.POST.get("hotel", "")
    if any(str(hotel.pk) == wanted for hotel in request.hotels):
        request.session[HOTEL] = wanted
    return redirect("/")

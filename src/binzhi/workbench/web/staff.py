"""Doors of the staff: list, hire, posts, leaving, passwords, locks."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.kernel.errors import DomainError
from binzhi.org.access import MANAGE_STAFF, get_post, get_staff, visible_staff
from binzhi.org.domain.staff import (
    change_staff,
    dismiss_staff,
    give_post,
    hire_staff,
    new_password,
    reset_password,
    take_post,
    unlock_staff,
)
from binzhi.org.models import Department, Post, Staff, StaffSession
from binzhi.org.roles import roles
from binzhi.ui.doors import GET_POST, POST, door
from binzhi.ui.forms import refusal_text, show_refusal
from binzhi.ui.htmx import render_either
from binzhi.ui.requests import DeskRequest
from binzhi.workbench.web.house_forms import HireForm, PostForm, StaffForm

PAGE = 30


def _departments(request: DeskRequest) -> Any:
    return Department.objects.filter(hotel=request.hotel, is_active=True)


def _posts(request: DeskRequest, people: list[Staff]) -> dict[UUID, list[tuple[Post, Any]]]:
    """Return the posts of some staff in this hotel with the words of their roles."""
    known = roles()
    found: dict[UUID, list[tuple[Post, Any]]] = {}
    held = Post.objects.filter(hotel=request.hotel, staff__in=people).select_related("department")
    for post in held.order_by("department__position", "role"):
        words = known[post.role].words if post.role in known else post.role
        found.setdefault(post.staff_id, []).append((post, words))
    return found


@door(MANAGE_STAFF)
def staff_list(request: DeskRequest) -> HttpResponse:
    """Show who works here, by name, department and state."""
    text, department = request.GET.get("q", "").strip(), request.GET.get("department", "")
    left = request.GET.get("left") == "1"
    found = visible_staff(request.scope).filter(is_active=not left)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(username__istartswith=text) | Q(employee_no__iexact=text))
    if department:
        here = Post.objects.filter(hotel=request.hotel, department__code=department).values("staff_id")
        found = found.filter(id__in=here)
    page = Paginator(found.order_by("username"), PAGE).get_page(request.GET.get("page"))
    posts = _posts(request, list(page))
    context = {
        "page": page,
        "rows": [
            (one, posts.get(one.id, []), bool(one.locked_until and one.locked_until > request.now)) for one in page
        ],
        "q": text,
        "department": department,
        "departments": _departments(request),
        "left": left,
    }
    return render_either(request, "workbench/staff.html", "workbench/_staff.html", context)


@door(MANAGE_STAFF, methods=GET_POST)
def hire(request: DeskRequest) -> HttpResponse:
    """Add a staff member with a first post; the password is shown once."""
    form = HireForm(
        request.POST or None, departments=_departments(request), initial={"language": request.scope.language}
    )
    if request.method == "POST" and form.is_valid():
        data, password = form.cleaned_data, new_password()
        place = form.place()
        if place is None:
            form.add_error("department", _("The usual department of this role is not in use: choose one."))
        else:
            try:
                one = hire_staff(
                    scope=request.scope,
                    now=request.now,
                    username=data["username"],
                    name=data["name"],
                    name_en=data["name_en"],
                    employee_no=data["employee_no"],
                    language=data["language"],
                    password=password,
                    first=True,
                )
            except DomainError as error:
                show_refusal(form, error, {"user_name_taken": "username"})
            else:
                give_post(scope=request.scope, now=request.now, staff=one, department=place, role=data["role"])
                context = {"member": one, "password": password, "is_new": True}
                return render(request, "workbench/staff_password.html", context)
    return render(request, "workbench/staff_hire.html", {"form": form}, status=422 if form.errors else 200)


@door(MANAGE_STAFF, methods=GET_POST)
def member(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    """Show one staff member: names, posts, sessions; a POST changes the names."""
    one = get_staff(request.scope, staff_id)
    names = ("name", "name_en", "employee_no", "language")
    form = StaffForm(request.POST or None, initial={name: getattr(one, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            change_staff(scope=request.scope, now=request.now, staff=one, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("workbench:staff_member", staff_id)
    return _member_page(request, one, form, PostForm(departments=_departments(request)))


def _member_page(request: DeskRequest, one: Staff, form: Any, post_form: Any) -> HttpResponse:
    context = {
        "member": one,
        "form": form,
        "post_form": post_form,
        "posts": _posts(request, [one]).get(one.id, []),
        "sessions": StaffSession.objects.filter(staff=one).order_by("-seen_at"),
        "locked": bool(one.locked_until and one.locked_until > request.now),
        "myself": one.id == request.scope.actor.id,
    }
    bad = form.errors or post_form.errors
    return render(request, "workbench/staff_member.html", context, status=422 if bad else 200)


@door(MANAGE_STAFF, methods=POST)
def give(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    """Give a post."""
    one = get_staff(request.scope, staff_id)
    form = PostForm(request.POST, departments=_departments(request))
    if form.is_valid():
        place = form.place()
        if place is not None:
            give_post(scope=request.scope, now=request.now, staff=one, department=place, role=form.cleaned_data["role"])
            messages.success(request, _("The post is given; it holds from the next page on."))
            return redirect("workbench:staff_member", staff_id)
        form.add_error("department", _("The usual department of this role is not in use: choose one."))
    names = {name: getattr(one, name) for name in ("name", "name_en", "employee_no", "language")}
    return _member_page(request, one, StaffForm(initial=names), form)


def _act(request: DeskRequest, verb: Any, done: str) -> None:
    try:
        verb()
    except DomainError as error:
        if error.status in {403, 404} and error.code in {"not_allowed", "not_found"}:
            raise
        messages.error(request, refusal_text(error))
    else:
        messages.success(request, done)


@door(MANAGE_STAFF, methods=POST)
def take(request: DeskRequest, staff_id: UUID, post_id: UUID) -> HttpResponse:
    """Take a post away."""
    post = get_post(request.scope, staff_id, post_id)
    _act(request, lambda: take_post(scope=request.scope, now=request.now, post=post), _("The post is taken away."))
    return (
        redirect("workbench:staff_member", staff_id) if _still_mine(request, staff_id) else redirect("workbench:staff")
    )


def _still_mine(request: DeskRequest, staff_id: UUID) -> bool:
    return visible_staff(request.scope).filter(id=staff_id).exists()


@door(MANAGE_STAFF, methods=POST)
def reset(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    """Give a new password, shown once; all sessions end."""
    one = get_staff(request.scope, staff_id)
    password = new_password()
    reset_password(scope=request.scope, now=request.now, staff=one, password=password, first=True)
    return render(request, "workbench/staff_password.html", {"member": one, "password": password, "is_new": False})


@door(MANAGE_STAFF, methods=POST)
def unlock(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    """Lift the lock of an account."""
    one = get_staff(request.scope, staff_id)
    _act(request, lambda: unlock_staff(scope=request.scope, now=request.now, staff=one), _("The account is unlocked."))
    return redirect("workbench:staff_member", staff_id)


@door(MANAGE_STAFF, methods=POST)
def dismiss(request: DeskRequest, staff_id: UUID) -> HttpResponse:
    """End someone's access at once."""
    one = get_staff(request.scope, staff_id)
    _act(
        request,
        lambda: dismiss_staff(scope=request.scope, now=request.now, staff=one),
        _("%(name)s has no access any more.") % {"name": one.name},
    )
    return redirect("workbench:staff_member", staff_id)

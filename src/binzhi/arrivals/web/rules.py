"""Doors of the preparation rules: list, change with history, add."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from binzhi.arrivals.access import EDIT_RULES
from binzhi.arrivals.cases import flag_words
from binzhi.arrivals.conditions import CONDITION_WORDS
from binzhi.arrivals.domain.rules import add_rule, change_rule, history_of
from binzhi.arrivals.enums import Period
from binzhi.arrivals.errors import UnknownRule
from binzhi.arrivals.report import department_words
from binzhi.arrivals.rules import NOTE_DEPARTMENT, Rule, rules_of
from binzhi.arrivals.web.forms import ANCHOR_CHOICES, OwnRuleForm, RuleForm
from binzhi.guests.items import items
from binzhi.kernel.errors import DomainError
from binzhi.kernel.words import Words
from binzhi.org.queries import departments
from binzhi.ui.doors import GET_POST, door
from binzhi.ui.forms import show_refusal
from binzhi.ui.requests import DeskRequest

PLACES = {"wrong_rule": "text_zh"}


def when_words(rule: Rule) -> list[Words]:
    """Say the conditions of a rule."""
    found = []
    for name, wanted in rule.when.items():
        words = CONDITION_WORDS[name]
        detail = Words("", "")
        if name == "fact":
            known = [items()[c].words for c in wanted if c in items()]
            detail = Words("、".join(w.zh for w in known), ", ".join(w.en for w in known))
        elif name == "flag":
            flags = [flag_words(code) for code in wanted]
            detail = Words("、".join(w.zh for w in flags), ", ".join(w.en for w in flags))
        elif not isinstance(wanted, (bool, list)):
            detail = Words(str(wanted), str(wanted))
        found.append(Words(f"{words.zh}：{detail.zh}", f"{words.en}: {detail.en}") if detail.zh else words)
    return found


def _lines(request: DeskRequest) -> list[dict[str, Any]]:
    names = department_words(request.hotel)
    note = Words("写下意见的部门", "the department of the note")
    anchors = dict(ANCHOR_CHOICES)
    return [
        {
            "rule": rule,
            "when": when_words(rule),
            "departments": [note if d == NOTE_DEPARTMENT else names.get(d, Words(d, d)) for d in rule.departments],
            "period": Period(rule.period).label,
            "anchor": anchors[rule.due.anchor],
        }
        for rule in rules_of(request.hotel.id, with_inactive=True)
    ]


@door(EDIT_RULES)
def rules(request: DeskRequest) -> HttpResponse:
    """Show the rules in force, the hotel's own ones marked."""
    lines = _lines(request)
    changed = sum(1 for line in lines if line["rule"].version)
    return render(request, "arrivals/rules.html", {"lines": lines, "changed": changed})


def _rule(request: DeskRequest, code: str) -> Rule:
    for rule in rules_of(request.hotel.id, with_inactive=True):
        if rule.code == code:
            return rule
    raise UnknownRule(rule=code)


@door(EDIT_RULES, methods=GET_POST)
def rule_edit(request: DeskRequest, code: str) -> HttpResponse:
    """Change one rule for this hotel; its versions stand below."""
    rule = _rule(request, code)
    extra = (NOTE_DEPARTMENT,) if NOTE_DEPARTMENT in rule.departments else ()
    form = RuleForm(
        request.POST or None, initial=RuleForm.initial_of(rule), departments=departments(request.hotel.id), extra=extra
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_rule(
                scope=request.scope,
                now=request.now,
                hotel_id=request.hotel.id,
                code=code,
                values=form.values(),
                is_active=form.cleaned_data["is_active"],
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            show_refusal(form, error, PLACES)
        else:
            messages.success(request, _("The rule is changed; the next plan follows it."))
            return redirect("arrivals:rules")
    context = {"form": form, "rule": rule, "when": when_words(rule), "history": history_of(request.hotel.id, code)}
    return render(request, "arrivals/rule_form.html", context, status=422 if form.errors else 200)


@door(EDIT_RULES, methods=GET_POST)
def rule_new(request: DeskRequest) -> HttpResponse:
    """Make a rule of the hotel's own."""
    start = {"period": "before", "anchor": "eta", "amount": 120, "is_active": True}
    form = OwnRuleForm(request.POST or None, departments=departments(request.hotel.id), initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            add_rule(scope=request.scope, now=request.now, hotel_id=request.hotel.id, values=form.values())
        except DomainError as error:
            show_refusal(form, error, PLACES)
        else:
            messages.success(request, _("The rule is made; the next plan follows it."))
            return redirect("arrivals:rules")
    return render(request, "arrivals/rule_form.html", {"form": form}, status=422 if form.errors else 200)

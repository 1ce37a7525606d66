"""Shape checks of the forms of house set-up and staff; saving means calling the verb."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binzhi.kernel.words import pick
from binzhi.org.models import Department
from binzhi.org.parameters import Parameter
from binzhi.org.roles import roles
from binzhi.stays.enums import CodeKind
from binzhi.stays.features import features
from binzhi.stays.models import RoomType


def _language() -> str:
    return get_language() or "zh-hans"


class HotelForm(forms.Form):
    """Data of the hotel."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("Three letters, such as CNY."))
    check_in_hour = forms.IntegerField(label=_("Rooms from (hour)"), min_value=0, max_value=23)
    check_out_hour = forms.IntegerField(label=_("Rooms until (hour)"), min_value=0, max_value=23)


class NewDepartmentForm(forms.Form):
    """A department of the hotel's own."""

    code = forms.CharField(label=_("Code"), max_length=16, help_text=_("Letters, digits, - and _"))
    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)


class DepartmentForm(forms.Form):
    """A standing department."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False)


class FeaturesField(forms.MultipleChoiceField):
    """Features of the catalogue, in the reader's language."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self) -> None:
        super().__init__(label=_("Features"), required=False, choices=feature_choices)


def feature_choices() -> list[tuple[str, str]]:
    """Return the features a room may have."""
    return [(code, words.text(_language())) for code, words in features().items()]


class NewRoomTypeForm(forms.Form):
    """A room type."""

    code = forms.CharField(label=_("Code"), max_length=16)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=60, required=False)
    rank = forms.IntegerField(
        label=_("Rank"), min_value=0, max_value=99, initial=0, help_text=_("0 is the plainest; upgrades go upwards.")
    )
    feature_codes = FeaturesField()


class RoomTypeForm(NewRoomTypeForm):
    """A standing room type."""

    code: Any = None
    is_active = forms.BooleanField(label=_("In use"), required=False)


class RoomsForm(forms.Form):
    """One room or a range of rooms."""

    numbers = forms.CharField(
        label=_("Room numbers"), max_length=400, help_text=_("One, several or a range: 1001-1020, 1101, 1102")
    )
    room_type = forms.ModelChoiceField(label=_("Room type"), queryset=RoomType.unscoped.none())  # unscoped: empty
    floor = forms.IntegerField(
        label=_("Floor"),
        min_value=-9,
        max_value=200,
        required=False,
        help_text=_("Left empty: read from each number, 1001 is on floor 10."),
    )
    building = forms.CharField(label=_("Building"), max_length=40, required=False)

    def __init__(self, *args: Any, types: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_types(self, types)


class RoomForm(forms.Form):
    """A standing room."""

    room_type = forms.ModelChoiceField(label=_("Room type"), queryset=RoomType.unscoped.none())  # unscoped: empty
    floor = forms.IntegerField(label=_("Floor"), min_value=-9, max_value=200)
    feature_codes = FeaturesField()
    is_active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *args: Any, types: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_types(self, types)


def _offer_types(form: forms.Form, types: Any) -> None:
    field: Any = form.fields["room_type"]
    field.queryset = types
    field.empty_label = None
    field.label_from_instance = lambda one: f"{one.code} · {pick(one.name_zh, one.name_en, _language())}"


class NewCodeForm(forms.Form):
    """A code of some kind."""

    code = forms.CharField(label=_("Code"), max_length=60)
    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120, required=False)
    agreed_rate = forms.DecimalField(
        label=_("Agreed rate"), required=False, min_value=Decimal(0), max_digits=12, decimal_places=2
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != CodeKind.COMPANY:
            del self.fields["agreed_rate"]


class CodeForm(NewCodeForm):
    """A standing code."""

    code: Any = None
    is_active = forms.BooleanField(label=_("In use"), required=False)


class ParameterForm(forms.Form):
    """One parameter; the field follows the kind."""

    def __init__(self, data: Any, *, parameter: Parameter, value: Any) -> None:
        super().__init__(
            data, prefix=parameter.key, initial={"value": value}, auto_id=f"id_{parameter.key}_%s".replace(".", "_")
        )
        self.parameter = parameter
        self.fields["value"] = _field_of(parameter)


def _field_of(parameter: Parameter) -> forms.Field:
    label = parameter.words.text(_language())
    if parameter.kind == "hour":
        return forms.IntegerField(label=label, min_value=0, max_value=23)
    if parameter.kind == "number":
        return forms.IntegerField(label=label, min_value=0, max_value=1_000_000)
    if parameter.kind == "yes":
        return forms.BooleanField(label=label, required=False)
    return forms.CharField(label=label, max_length=300, required=False)


class StaffForm(forms.Form):
    """Names of a staff member."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=80, required=False)
    employee_no = forms.CharField(label=_("Staff number"), max_length=24, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("zh-hans", "中文"), ("en", "English")])


class PostForm(forms.Form):
    """A role in a department."""

    role = forms.ChoiceField(label=_("Role"))
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.unscoped.none(),  # unscoped: empty
        required=False,
        empty_label=_("The usual department of the role"),
    )

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [(code, one.words.text(_language())) for code, one in roles().items()]
        field: Any = self.fields["department"]
        field.queryset = departments
        field.label_from_instance = lambda one: pick(one.name_zh, one.name_en, _language())

    def place(self) -> Department | None:
        """Return the chosen department, or the usual one of the role."""
        chosen: Department | None = self.cleaned_data["department"]
        if chosen is not None:
            return chosen
        field: Any = self.fields["department"]
        usual: Department | None = field.queryset.filter(code=roles()[self.cleaned_data["role"]].department).first()
        return usual


class HireForm(StaffForm, PostForm):
    """A new staff member with a first post."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("Personal: two people never share one, the log tells them apart."),
    )
    field_order = ("name", "name_en", "username", "employee_no", "role", "department", "language")

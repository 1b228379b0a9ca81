"""Forms of 竣工投产纳统, 统计投资, 专班 and 奖励."""

from datetime import date
from typing import Any

from django import forms

from projects.choices.enrolment import Step
from projects.forms import AmountField, FilesField, LedgerDateField
from projects.models import Project, StatisticsReport
from projects.rules.enrolment import NEEDS_EVIDENCE
from projects.rules.rewards import MOST

LINE = 200


def words(label: str, *, required: bool = False, rows: int = 2, longest: int = LINE) -> Any:
    """A text of at most `longest` characters."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "max_length": f"{label}请缩短到{longest}字以内",
            "required": f"请填写{label}",
        },
    )


def money(label: str, **options: Any) -> AmountField:
    """Money in 万元."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    options.setdefault("error_messages", {"required": f"请填写{label}"})
    return AmountField(label=label, widget=widget, **options)


def day(label: str, **options: Any) -> LedgerDateField:
    options.setdefault("help_text", "如 2023-04-15")
    return LedgerDateField(label=label, error_messages={"required": f"请填写{label}"}, **options)


class VersionedForm(forms.Form):
    """`version` is that of the row as it was read, 0 where there was none."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class StepForm(VersionedForm):
    """One step of one project; `seen` is the project's own date as it was read."""

    seen = LedgerDateField(required=False, widget=forms.HiddenInput)
    done_on = day("完成日期", required=False)
    lacking = words("尚缺什么")
    papers = FilesField(label="凭证", required=False)

    def __init__(self, *args: Any, step: Step, stands: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = {"step": step, "stands": stands}
        if not self.is_bound:
            self.initial["seen"] = stands
        self.fields["done_on"].label = f"{step.label}日期"
        if step in NEEDS_EVIDENCE:
            del self.fields["lacking"]
            self.fields["papers"].label = "凭证（照片、验收或投产材料）"


class StatisticsForm(VersionedForm):
    amount = money("统计累计投资(万元)", help_text="1月至本月上报统计的累计数，按统计口径填写")


class RowAmountForm(VersionedForm):
    """The same in a row of the month's table; blank leaves the amount alone."""

    amount = AmountField(
        label="统计累计投资(万元)",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 11}),
    )
    lost = False

    def lose_to(self, current: StatisticsReport) -> None:
        """Say what stands there now; sending the form again names its version."""
        self.lost = True
        mine = self.cleaned_data["amount"]
        self.data = {**self.data.dict(), self.add_prefix("version"): str(current.version)}  # type: ignore[attr-defined]
        self.add_error(
            "amount", f"别人已改为 {current.amount}，您填的是 {mine}；再保存即以您的为准"
        )


class ExplanationForm(VersionedForm):
    explanation = words("差异说明", required=True)


class MeetingForm(VersionedForm):
    held_on = day("会议日期")
    title = forms.CharField(label="议题", max_length=100, error_messages={"required": "请填写议题"})
    summary = words("议定事项", rows=4, longest=1000)
    papers = FilesField(label="会议纪要", required=False)


class BlockerForm(VersionedForm):
    """A blocker; the project is named by its code."""

    project = forms.CharField(
        label="项目编号", max_length=50, error_messages={"required": "请填写项目编号"}
    )
    raised_on = day("提出日期")
    text = words("问题", required=True)
    owner = forms.CharField(
        label="责任人", max_length=50, error_messages={"required": "请填写责任人"}
    )
    due_on = day("办结时限")

    def clean_project(self) -> Project:
        found = Project.objects.filter(code=self.cleaned_data["project"].strip()).first()
        if found is None:
            raise forms.ValidationError("台账中没有这个项目编号，请核对")
        return found


class BlockerUpdateForm(VersionedForm):
    owner = forms.CharField(
        label="责任人", max_length=50, error_messages={"required": "请填写责任人"}
    )
    due_on = day("办结时限")
    closed_on = day("销号日期", required=False)
    result = words("办理结果")


class RewardForm(VersionedForm):
    """What 发改局 settles beside the move; the button names the move."""

    on_both_lists = forms.BooleanField(label="同时在省、市重点名单", required=False)
    amount = money("核定金额(万元)", required=False)
    opinion = words("意见")

    def __init__(self, *args: Any, listed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = {"listed": listed}
        if not listed:
            del self.fields["on_both_lists"]


class InterestForm(forms.Form):
    """财政贴息 follows no figure of the ledger: 发改局 records it by the project's code."""

    project = forms.CharField(
        label="项目编号", max_length=50, error_messages={"required": "请填写项目编号"}
    )
    amount = money("贴息金额(万元)", required=False)
    opinion = words("依据", required=True)

    def clean_project(self) -> Project:
        found = Project.objects.filter(code=self.cleaned_data["project"].strip()).first()
        if found is None:
            raise forms.ValidationError("台账中没有这个项目编号，请核对")
        if not found.is_industrial:
            raise forms.ValidationError("贴息只给产业类项目，请核对该项目的“产业项目”一栏")
        return found


class TierForm(forms.Form):
    """One tier of 当年开工投产奖励; 万元."""

    floor = money("总投资达到(万元)", error_messages={"required": "请填写总投资下限"})
    amount = money(
        "奖励金额(万元)",
        max_value=MOST,
        help_text=f"不超过{MOST}万元",
        error_messages={
            "required": "请填写奖励金额",
            "max_value": f"奖励金额不能超过{MOST}万元，请改小",
        },
    )

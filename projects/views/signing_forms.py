"""The forms of 签约."""

from typing import Any

from django import forms

from projects.choices.signing import EventKind, Readiness, TalkWay
from projects.forms import LedgerDateField
from projects.models import SigningEvent, Unit
from projects.models.signing import WORDS

DATE_HINT = "如 2023-03-01"


def _version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def _text(label: str, longest: int, **options: Any) -> forms.CharField:
    too_long = {"max_length": f"{label}请缩短到{longest}字以内"}
    return forms.CharField(label=label, max_length=longest, error_messages=too_long, **options)


def _words(label: str, longest: int, **options: Any) -> forms.CharField:
    return _text(label, longest, widget=forms.Textarea(attrs={"rows": 2}), **options)


class TeamForm(forms.Form):
    version = _version()
    head = _text("专班牵头人", 50, help_text="由项目单位主要负责同志牵头")
    members = _text("专班成员", 300, required=False, help_text="姓名之间用顿号隔开")


class TalkForm(forms.Form):
    """A talk; for a new one without a version."""

    held_on = LedgerDateField(label="洽谈日期", help_text=DATE_HINT)
    way = forms.ChoiceField(label="洽谈方式", choices=TalkWay)
    people = _text("参加人员", 200)
    content = _words("洽谈内容", WORDS)


class TalkChangeForm(TalkForm):
    version = _version()


class QuestionForm(forms.Form):
    content = _words("问题", 300)
    owner = _text("责任人", 50)
    raised_on = LedgerDateField(label="提出日期", help_text=DATE_HINT)
    limit_on = LedgerDateField(label="办结期限", help_text=DATE_HINT)


class QuestionChangeForm(QuestionForm):
    version = _version()


class CloseForm(forms.Form):
    version = _version()
    closed_on = LedgerDateField(label="办结日期", help_text=DATE_HINT)
    result = _words("办理结果", 300)


class ReopenForm(forms.Form):
    version = _version()


class ReadinessForm(forms.Form):
    version = _version()
    item = forms.ChoiceField(label="签约条件", choices=Readiness, widget=forms.HiddenInput)
    done_on = LedgerDateField(label="完成日期", required=False)


class SigningForm(forms.Form):
    """`version` tells of the ledger's day as well as of the row (`actions.signing`)."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=40)
    signed_on = LedgerDateField(label="签约日期", help_text=DATE_HINT)
    partner = _text("签约方", 100, required=False)
    event = forms.ModelChoiceField(
        SigningEvent.objects.all(),
        label="签约活动",
        required=False,
        empty_label="不在活动上签约",
        error_messages={"invalid_choice": "请从列表中选择活动"},
    )


class EventForm(forms.Form):
    version = _version()
    name = _text("活动名称", 100)
    held_on = LedgerDateField(label="活动日期", help_text=DATE_HINT)
    kind = forms.ChoiceField(label="活动类别", choices=EventKind)
    place = _text("活动地点", 100, required=False)
    content = _words("活动情况", WORDS, required=False)


class ListForm(forms.Form):
    """What narrows the list of projects in talks."""

    ONLY = {
        "": "全部",
        "overdue": "有逾期问题",
        "no-team": "未成立专班",
        "no-talk": "本月没有洽谈",
        "ready": "条件齐备",
    }

    unit = forms.ModelChoiceField(
        Unit.objects.all(), label="责任单位", required=False, empty_label="全部"
    )
    only = forms.ChoiceField(label="情况", choices=list(ONLY.items()), required=False)

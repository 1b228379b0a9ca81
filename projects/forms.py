"""Form fields that read what a person types as the workbook does, and the import's forms."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from projects import parsing
from projects.choices.guarantees import GuaranteeKind, Guarantor
from projects.excel.guard import MAX_BYTES
from projects.files.content import ACCEPT, WANTED, CleanFile, FileError, clean_file
from projects.files.content import MAX_BYTES as MAX_FILE
from projects.models import StartDueAmendment, WeeklyUpdate
from projects.models.attachments import FileKind
from projects.models.fields import YEAR_MAX, YEAR_MIN

REASON_LENGTH = StartDueAmendment._meta.get_field("reason").max_length
WORDS_LENGTH = WeeklyUpdate._meta.get_field("visible_progress").max_length
MAX_FILES = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LedgerDateField(forms.DateField):
    """A date in any of the forms that a workbook takes, such as 2026年3月1日."""

    widget = forms.DateInput(format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        try:
            return parsing.parse_date(value)
        except parsing.ParseError as error:
            raise ValidationError(str(error), code="invalid") from None


class AmountField(forms.DecimalField):
    """Money in 万元, full-width and with separators as a workbook takes it."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        try:
            return parsing.parse_amount(value).quantize(Decimal("0.01"), ROUND_HALF_UP)
        except parsing.ParseError as error:
            raise ValidationError(str(error), code="invalid") from None


class NoPapersField(forms.CharField):
    """Why words that want proof come without any file."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="没有佐证材料的原因", required=False, max_length=100,
            help_text="附了材料的不填", **kwargs,
        )  # fmt: skip


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of attachments, each checked by its content; gives `CleanFile`s."""

    widget = FilesInput(attrs={"accept": ACCEPT})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", f"{WANTED}，每个不超过 {MAX_FILE // 1024**2} MB")
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[CleanFile]:  # noqa: ARG002
        sent = [file for file in data if file] if isinstance(data, list) else [data] if data else []
        if self.required and not sent:
            raise ValidationError("请选择文件", code="required")
        found, wrong = [], []
        for file in sent[:MAX_FILES]:
            try:
                found.append(clean_file(file.name, file.read(MAX_FILE + 1)))
            except FileError as error:
                wrong.append(ValidationError(str(error), code="invalid"))
        if len(sent) > MAX_FILES:
            wrong.append(ValidationError(f"一次最多上传 {MAX_FILES} 个文件", code="invalid"))
        if wrong:
            raise ValidationError(wrong)
        return found


class UploadForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label="台账工作簿",
        help_text=f"xlsx 文件，不超过 {MAX_BYTES // 1024**2} MB",
        error_messages={
            "required": "请先选择要上传的 xlsx 文件",
            "empty": "文件是空的，请选择填好的 xlsx 文件",
        },
        widget=forms.FileInput(attrs={"accept": f".xlsx,{XLSX}"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                f"文件超过 {MAX_BYTES // 1024**2} MB，请分成几个文件上传", code="too_large"
            )
        return file


class ConfirmForm(forms.Form):
    """What the person saw and now confirms; a reason where committed start dates change."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="调整计划开工日期的原因",
        max_length=REASON_LENGTH,
        required=False,
        error_messages={"max_length": f"原因请缩短到{REASON_LENGTH}字以内"},
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "请填写调整计划开工日期的原因"
        else:
            del self.fields["reason"]


class WeekForm(forms.Form):
    """What changed on one project in one week; `version` is that of the row as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    amount = AmountField(
        label="本周完成投资(万元)",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    visible_progress = forms.CharField(
        label="形象进度",
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"形象进度请缩短到{WORDS_LENGTH}字以内"},
    )
    problems = forms.CharField(
        label="存在问题",
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"存在问题请缩短到{WORDS_LENGTH}字以内"},
    )


class ExportForm(forms.Form):
    """Which year's plans and months to export; blank is all."""

    year = forms.IntegerField(
        label="年度",
        required=False,
        min_value=YEAR_MIN,
        max_value=YEAR_MAX,
        error_messages={"invalid": "年度请填如 2023"},
    )
    own = forms.BooleanField(label="只要可导入的工作表", required=False)


class VisitForm(forms.Form):
    """One visit, made to be filled in on the spot; `version` is 0 for a new one.

    Where there is a photo already, it can be taken off.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    kind = forms.ChoiceField(label="谁去走访", choices=Guarantor.choices)
    found = forms.CharField(
        label="了解和解决的问题",
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"请缩短到{WORDS_LENGTH}字以内"},
    )
    problem = forms.BooleanField(
        label="其中有问题需要交办",
        required=False,
        help_text="勾选后，上面写的内容另登记为走访问题，由组织部、发改局交办",
    )
    photo = FilesField(
        label="现场照片",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=f"一张照片，不超过 {MAX_FILE // 1024**2} MB；照片中的位置信息不保存",
    )
    drop_photo = forms.BooleanField(label="删除现在的照片", required=False)
    visited_on = LedgerDateField(
        label="走访日期", error_messages={"required": "请填写走访日期，如 2023-03-01"}
    )
    person = forms.CharField(
        label="走访人",
        required=False,
        max_length=50,
        help_text="留空即台账登记的包保县领导或挂职干部",
        error_messages={"max_length": "走访人请缩短到50字以内"},
    )

    def __init__(
        self,
        *args: Any,
        in_person: bool = False,
        has_photo: bool = False,
        new: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.given = {"in_person": in_person, "has_photo": has_photo, "new": new}
        if not has_photo:
            del self.fields["drop_photo"]
        if not new:  # a problem is registered with its visit, and then has a page of its own
            del self.fields["problem"]
        if in_person:
            self.fields["kind"].required = False
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["person"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("problem") and not data.get("found"):
            self.add_error("found", "请写明要交办的问题")
        return data

    def clean_photo(self) -> CleanFile | None:
        files = self.cleaned_data["photo"]
        if files and files[0].kind != FileKind.PICTURE:
            raise ValidationError("请选择照片（jpg 或 png）", code="kind")
        return files[0] if files else None


class GuaranteeForm(forms.Form):
    """Who gives one of the four guarantees of a project."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    kind = forms.ChoiceField(label="四包", choices=GuaranteeKind.choices)
    role = forms.ChoiceField(label="身份", choices=Guarantor.choices)
    person = forms.CharField(
        label="姓名",
        max_length=50,
        error_messages={"required": "请填写姓名", "max_length": "姓名请缩短到50字以内"},
    )
    post = forms.CharField(
        label="职务",
        required=False,
        max_length=100,
        error_messages={"max_length": "职务请缩短到100字以内"},
    )

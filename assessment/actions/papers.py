"""Issuing a paper: its number, its words in the template, its file; and declaring it void."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction

from assessment.choices.notices import PaperKind
from assessment.documents.official import default_template
from assessment.documents.templates import TemplateRefusedError, fill_in
from assessment.models import Paper, PaperCounter, PaperTemplate
from projects.actions.versions import RefusedError, create_row, update_row
from projects.choices.areas import Area
from projects.models import Unit, User
from projects.permissions import keeps_area


@transaction.atomic
def issue_paper(
    *,
    kind: PaperKind,
    unit: Unit | None,
    values: Mapping[str, str | Sequence[str]],
    on: date,
    by: User,
) -> Paper:
    """The paper with the next number of its kind and year, and its file, which never changes.

    `values` are the template's, without 发文字号. The number is given back where anything fails
    afterwards, so the series has neither gaps nor doubles.
    """
    if not keeps_area(by, Area.SUPERVISION):
        raise RefusedError("由发改局、政府办签发")
    number = _take_number(kind, on.year)
    template = PaperTemplate.objects.filter(kind=kind, in_use=True).first()
    paper = Paper(
        kind=kind, year=on.year, number=number, unit=unit, title=str(values["标题"]),
        issued_on=on, signed_by=by, template=template,
    )  # fmt: skip
    content = _written(paper, values)
    paper.sha256 = hashlib.sha256(content).hexdigest()
    paper.file.save(f"{paper.sha256[:24]}.docx", ContentFile(content), save=False)
    return create_row(paper, by=by)


def void_paper(*, paper: Paper, reason: str, on: date, by: User) -> Paper:
    """Declare it void; its number is not used again."""
    values = {"voided_on": on, "voided_by": by, "void_reason": reason}
    return update_row(paper, version=paper.version, by=by, **values)


def template_content(kind: PaperKind, template: PaperTemplate | None) -> bytes:
    """The stored template, or the default one."""
    if template is None:
        return default_template(kind)
    with template.file.open("rb") as file:
        return file.read()


def _take_number(kind: PaperKind, year: int) -> int:
    """The next number; the counter's row is held until the transaction ends."""
    counters = PaperCounter.objects.select_for_update()
    counter, _ = counters.get_or_create(kind=kind, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _written(paper: Paper, values: Mapping[str, str | Sequence[str]]) -> bytes:
    template = template_content(PaperKind(paper.kind), paper.template)
    try:
        return fill_in(template, {**values, "发文字号": paper.mark})
    except TemplateRefusedError as error:
        raise RefusedError(f"公文模板无法使用：{error}") from None

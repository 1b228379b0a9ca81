"""Templates of official papers: upload, go back to an earlier one or the default."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from assessment.choices.notices import PaperKind
from assessment.documents.templates import TemplateRefusedError, check_template
from assessment.models import PaperTemplate
from projects.actions.versions import RefusedError, create_row, update_row
from projects.models import User
from projects.permissions import leads


@transaction.atomic
def upload_template(*, kind: PaperKind, name: str, content: bytes, by: User) -> PaperTemplate:
    """Keep the next version of a template and use it from now on; what was issued stays.

    RefusedError says what is wrong with the file: it is filled in for trial first.
    """
    _require(by)
    try:
        file = check_template(kind, name, content)
    except TemplateRefusedError as error:
        raise RefusedError(str(error)) from None
    _put_aside(kind, by)
    last = PaperTemplate.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    row = PaperTemplate(kind=kind, number=last + 1, name=file.name, by=by)
    row.sha256 = hashlib.sha256(file.content).hexdigest()
    row.file.save(f"{row.sha256[:24]}.docx", ContentFile(file.content), save=False)
    return create_row(row, by=by)


@transaction.atomic
def use_template(*, template: PaperTemplate, by: User) -> PaperTemplate:
    """Use an earlier version again."""
    _require(by)
    _put_aside(PaperKind(template.kind), by)
    stored = PaperTemplate.objects.select_for_update().get(pk=template.pk)
    return update_row(stored, version=stored.version, by=by, in_use=True)


@transaction.atomic
def use_default(*, kind: PaperKind, by: User) -> None:
    """Go back to the template that the system brings along."""
    _require(by)
    _put_aside(kind, by)


def _put_aside(kind: PaperKind, by: User) -> None:
    for row in PaperTemplate.objects.select_for_update().filter(kind=kind, in_use=True):
        update_row(row, version=row.version, by=by, in_use=False)


def _require(by: User) -> None:
    if not leads(by):
        raise RefusedError("公文模板由发改局维护")

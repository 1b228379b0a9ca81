"""/files/<id>/: the only way to an attachment, after the question who may see it."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from projects.models import Attachment
from projects.models.attachments import FileKind
from projects.permissions import reads_figures
from projects.views.access import require

TYPES = {
    FileKind.PICTURE: "image/jpeg",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@require(reads_figures)
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """The file as a download, never to be opened in the page's own origin."""
    row = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    return _served(row, row.file, row.name)


@require_safe
@require(reads_figures)
def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    """A picture's small version."""
    row = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    if not row.thumbnail:
        raise Http404
    return _served(row, row.thumbnail, f"小图_{row.name}")


def _served(row: Attachment, file, name: str) -> FileResponse:
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    kind = TYPES[FileKind(row.kind)]
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response

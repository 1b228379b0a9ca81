"""What an upload is taken for: by content, whatever it is called."""

import io
import zipfile

import pytest
from PIL import Image

from projects.files.content import LONGEST_SIDE, MAX_BYTES, THUMBNAIL_SIDE, FileError, clean_file
from projects.models.attachments import FileKind

pytestmark = pytest.mark.once
PLACE = b"GPS-of-a-yard"


def picture(kind: str = "JPEG", size: tuple[int, int] = (2400, 1200), **options) -> bytes:
    target = io.BytesIO()
    mode = "RGBA" if kind == "PNG" else "RGB"
    Image.new(mode, size, "red").save(target, kind, **options)
    return target.getvalue()


def archive(*names: str, content: bytes = b"x") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name in names:
            book.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_anew_and_small(kind):
    found = clean_file("现场.bmp", picture(kind))
    assert (found.name, found.kind) == ("现场.jpg", FileKind.PICTURE)
    with (
        Image.open(io.BytesIO(found.content)) as full,
        Image.open(io.BytesIO(found.thumbnail)) as small,
    ):
        assert (full.format, max(full.size)) == ("JPEG", LONGEST_SIDE)
        assert (small.format, max(small.size)) == ("JPEG", THUMBNAIL_SIDE)


def test_what_a_camera_wrote_does_not_travel():
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    sent = picture(exif=exif)
    assert PLACE in sent
    assert PLACE not in clean_file("a.jpg", sent).content


def test_code_behind_a_picture_does_not_travel():
    sent = picture() + b"<script>alert(1)</script>"
    assert b"<script>" not in clean_file("a.jpg", sent).content


@pytest.mark.parametrize(
    ("name", "content", "kind", "stored"),
    [
        pytest.param("扫描件.exe", b"%PDF-1.7 x", FileKind.PDF, "扫描件.pdf", id="pdf"),
        pytest.param("纪要", archive("word/document.xml"), FileKind.DOCX, "纪要.docx", id="docx"),
        pytest.param(
            "../../表.xls", archive("xl/workbook.xml"), FileKind.XLSX, "表.xlsx", id="xlsx"
        ),
        pytest.param(
            "C:\\表.x", archive("xl/workbook.xml"), FileKind.XLSX, "表.xlsx", id="windows"
        ),
    ],
)
def test_papers_are_named_for_what_they_are(name, content, kind, stored):
    found = clean_file(name, content)
    assert (found.kind, found.name, found.content) == (kind, stored, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "空文件", id="empty"),
        pytest.param(b"%PDF-" + b"x" * MAX_BYTES, "超过 10 MB", id="too-long"),
        pytest.param(b"<svg onload='x'/>", "请上传", id="svg"),
        pytest.param(b"<html>", "请上传", id="html"),
        pytest.param(b"MZ\x90", "请上传", id="program"),
        pytest.param(b"GIF89a" + b"\0" * 40, "请上传", id="gif"),
        pytest.param(picture()[:400], "已损坏", id="half-a-picture"),
        pytest.param(b"PK\x03\x04zip", "已损坏", id="half-a-zip"),
        pytest.param(archive("a.txt"), "请上传", id="other-zip"),
        pytest.param(archive("word/document.xml", "word/vbaProject.bin"), "含有宏", id="macro"),
        pytest.param(archive("word/document.xml", content=b"0" * 65 * 1024**2), "过大", id="bomb"),
        pytest.param(picture("PNG", (9000, 9000)), "像素过多", id="pixels"),
    ],
)
def test_everything_else_is_refused_in_words(content, words):
    with pytest.raises(FileError, match=words):
        clean_file("文件.jpg", content)

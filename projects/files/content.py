"""What an uploaded file is, by its content and never by its name alone; pictures made anew."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image, ImageOps, UnidentifiedImageError

from projects.models.attachments import FileKind
from projects.parsing import quoted, tidy_text

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE, THUMBNAIL_SIDE = 1600, 320
JPEG_QUALITY, THUMBNAIL_QUALITY = 82, 70
NAME_LENGTH = 100
PICTURE_FORMATS = ("JPEG", "PNG", "WEBP")
# Suffix and the part that an Office file of the kind holds; a macro part is refused.
OFFICE = {"word/document.xml": FileKind.DOCX, "xl/workbook.xml": FileKind.XLSX}
MACROS = "vbaProject.bin"
MAX_UNPACKED, MAX_ENTRIES = 64 * 1024 * 1024, 500
ACCEPT = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx"
WANTED = "请上传 JPG、PNG 图片，PDF，Word(docx) 或 Excel(xlsx) 文件"


class FileError(ValueError):
    """The file cannot be taken; the message is for the person."""


@dataclass(frozen=True)
class CleanFile:
    """What will be stored; a picture's `content` is the new picture, not what was sent."""

    name: str
    kind: FileKind
    content: bytes
    thumbnail: bytes = b""


def clean_file(name: str, content: bytes) -> CleanFile:
    """The file as it may be stored; FileError says what is wrong and what to send instead."""
    shown = quoted(name)
    if not content:
        raise FileError(f"{shown}是空文件，请重新选择")
    if len(content) > MAX_BYTES:
        raise FileError(f"{shown}超过 {MAX_BYTES // 1024**2} MB，请压缩后再上传")
    stem = tidy_text(PurePath(name.replace("\\", "/")).stem)[:NAME_LENGTH] or "附件"
    if content.startswith(b"%PDF-"):
        return CleanFile(f"{stem}.pdf", FileKind.PDF, content)
    if content.startswith(b"PK\x03\x04"):
        kind = _office_kind(shown, content)
        return CleanFile(f"{stem}.{kind.value}", kind, content)
    return _picture(shown, stem, content)


def _office_kind(shown: str, content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise FileError(f"{shown}已损坏，无法读取，请重新保存后再上传") from None
    names = {entry.filename for entry in entries}
    too_big = sum(entry.file_size for entry in entries) > MAX_UNPACKED
    if too_big or len(entries) > MAX_ENTRIES:
        raise FileError(f"{shown}解压后过大，请精简后再上传")
    if any(PurePath(each).name == MACROS for each in names):
        raise FileError(f"{shown}含有宏，请另存为不含宏的文件后再上传")
    kind = next((kind for part, kind in OFFICE.items() if part in names), None)
    if kind is None:
        raise FileError(f"{shown}不是可上传的文件，{WANTED}")
    return kind


def _picture(shown: str, stem: str, content: bytes) -> CleanFile:
    try:
        with Image.open(io.BytesIO(content), formats=PICTURE_FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise FileError(f"{shown}的像素过多，请缩小后再上传")
            upright = ImageOps.exif_transpose(picture)
            flat = _on_white(upright)
    except UnidentifiedImageError:
        raise FileError(f"{shown}不是可上传的文件，{WANTED}") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, FileError):
            raise
        raise FileError(f"{shown}已损坏，无法读取，请重新拍摄或保存后再上传") from None
    full = _jpeg(flat, LONGEST_SIDE, JPEG_QUALITY)
    return CleanFile(
        f"{stem}.jpg", FileKind.PICTURE, full, _jpeg(flat, THUMBNAIL_SIDE, THUMBNAIL_QUALITY)
    )


def _on_white(picture: Image.Image) -> Image.Image:
    """Without transparency and palette, as JPEG wants it."""
    rgba = picture.convert("RGBA")
    white = Image.new("RGBA", rgba.size, "white")
    return Image.alpha_composite(white, rgba).convert("RGB")


def _jpeg(picture: Image.Image, longest: int, quality: int) -> bytes:
    small = picture.copy()
    small.thumbnail((longest, longest))
    target = io.BytesIO()
    small.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()

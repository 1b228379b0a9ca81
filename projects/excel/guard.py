"""What a file must be before anything in it is unpacked."""

import zipfile
from pathlib import Path

MAX_BYTES = 10 * 1024**2
MAX_ENTRIES = 200
MAX_UNPACKED = 64 * 1024**2
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "请用表格软件另存为 xlsx 后重新上传"


class WorkbookError(ValueError):
    """The file is not a workbook that can be taken; the message says why and what to do."""


def guard(path: Path) -> None:
    """Raise `WorkbookError` unless the file is a plain .xlsx package of reasonable size."""
    if path.is_dir():
        raise WorkbookError("这是一个文件夹，请选择 xlsx 文件")
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(len(OLE_MAGIC))
    except FileNotFoundError:
        raise WorkbookError("文件不存在，请核对路径") from None
    except (OSError, ValueError):
        raise WorkbookError("文件无法读取，请核对路径和权限") from None
    _check_head(head, size)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive.infolist())
    except WorkbookError:
        raise
    except Exception:  # a hostile package raises anything at all
        raise WorkbookError(f"文件已损坏或不完整，{SAVE_AS}") from None


def _check_head(head: bytes, size: int) -> None:
    if size == 0:
        raise WorkbookError("文件是空的，请选择填好的 xlsx 文件")
    if head == OLE_MAGIC:
        raise WorkbookError(f"文件已加密，或是旧版 xls 格式；请取消密码，{SAVE_AS}")
    if not head.startswith(ZIP_MAGIC):
        raise WorkbookError(f"不是 xlsx 文件，{SAVE_AS}")
    if size > MAX_BYTES:
        raise WorkbookError(f"文件超过 {MAX_BYTES // 1024**2} MB，请分成几个文件上传")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > MAX_ENTRIES:
        raise WorkbookError(f"文件内部的部件超过 {MAX_ENTRIES} 个，{SAVE_AS}")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        limit = f"{MAX_UNPACKED // 1024**2} MB"
        raise WorkbookError(f"文件解压后超过 {limit}，请删去多余的格式和空行，或分成几个文件上传")
    if any(entry.flag_bits & 1 for entry in entries):
        raise WorkbookError(f"文件已加密，请取消密码，{SAVE_AS}")
    if "[content_types].xml" not in names:
        raise WorkbookError(f"不是 xlsx 文件，{SAVE_AS}")
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise WorkbookError("文件含有宏，请另存为不含宏的 xlsx 后重新上传")
    if any("externallinks/" in name for name in names):
        raise WorkbookError("文件引用了其他工作簿，请断开外部链接、粘贴为数值后重新上传")

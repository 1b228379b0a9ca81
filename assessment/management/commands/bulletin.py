"""manage.py bulletin YYYY-MM -o FILE.xlsx: the monthly bulletin as a workbook."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from django.core.management.base import CommandError, CommandParser

from assessment.bulletin.build import NoBulletinError, NotAssessedError, build
from assessment.bulletin.data import Bulletin, long_date
from assessment.bulletin.issued import content_of, issue_of
from assessment.bulletin.render import render
from assessment.management.arguments import past_month
from projects.management.base import LedgerCommand, one_line
from projects.periods import Month

_REASONS = {
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "文件名太长",
}


class Command(LedgerCommand):
    help = "生成月通报（Excel）；已印发的写印发件，--now 按现在的数据另算。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=past_month, metavar="月份", help="如 2023-04")
        parser.add_argument("--now", action="store_true", help="不用印发件，按现在的数据计算")
        parser.add_argument("-o", "--output", required=True, metavar="文件.xlsx", help="写到哪里")

    def handle(self, *_args, month: Month, output: str, now: bool, **_options) -> None:
        target = _target(output)
        try:
            bulletin = self._bulletin(month, now)
        except NotAssessedError as error:
            raise CommandError(f"{error}，请先运行 assess") from error
        except NoBulletinError as error:
            raise CommandError(str(error)) from error
        _write(target, render(bulletin))
        if bulletin.day < bulletin.month.last:
            self.stderr.write(f"提示：评定只到{long_date(bulletin.day)}，各表为截至该日的数据")
        sheets = 1 + len(bulletin.tables)
        written = f"{bulletin.title}（{bulletin.as_of}，{sheets}张表）已写入 {target}"
        self.stdout.write(one_line(written))

    def _bulletin(self, month: Month, now: bool) -> Bulletin:
        """The latest issue, or the draft of now: said on stderr where there is an issue."""
        issue = issue_of(month)
        if issue is None:
            return build(month)
        if now:
            self.stderr.write(f"提示：{issue}已印发，按 --now 另按现在的数据计算，不是印发件")
            return build(month)
        return content_of(issue)


def _target(output: str) -> Path:
    target = Path(output)
    if target.suffix.lower() != ".xlsx":
        raise CommandError(f"文件名“{output}”须以 .xlsx 结尾")
    if os.path.isdir(target):
        raise CommandError(f"“{output}”是文件夹，请写文件名，如 {target.stem}/通报.xlsx")
    if not os.path.isdir(target.parent):
        raise CommandError(f"文件夹“{target.parent}”不存在，请先建立")
    return target


def _write(target: Path, content: bytes) -> None:
    """Write beside the target and rename: a reader sees the old file or the whole new one."""
    beside = target.with_name(f".bulletin-{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        reason = _REASONS.get(error.errno or 0, "系统拒绝写入")
        raise CommandError(f"不能写入“{target}”：{reason}，请换一个位置") from error

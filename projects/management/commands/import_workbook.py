"""Import a ledger workbook: all of it, or nothing."""

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from projects.excel.guard import WorkbookError
from projects.excel.importing import ConflictError, make_plan, read_workbook, write_workbook
from projects.excel.plan import Kind, Plan
from projects.excel.registry import imports
from projects.management.base import LedgerCommand
from projects.models import StartDueAmendment, User

QUIET_SECONDS = 1
REASON_LENGTH: int = StartDueAmendment._meta.get_field("reason").max_length  # type: ignore[assignment]


class Command(LedgerCommand):
    help = "导入台账工作簿（项目台账、月度进度、全市均值），全部写入或全部不写"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="文件.xlsx", help="要导入的工作簿")
        parser.add_argument("--check", action="store_true", help="只检查，不写入")
        parser.add_argument("--as", dest="user", metavar="用户名", help="按这个账号的权限导入")
        parser.add_argument("--reason", default="", metavar="原因", help="调整计划开工日期的原因")

    def handle(self, *_: Any, **options: Any) -> None:
        self.started = time.monotonic()
        path = Path(options["file"])
        user = self._user(options["user"])
        reason = options["reason"].strip()
        if len(reason) > REASON_LENGTH:
            raise CommandError(f"--reason 共{len(reason)}字，请缩短到{REASON_LENGTH}字以内")
        reason = reason or f"工作簿导入：{path.name}"[:REASON_LENGTH]
        try:
            book = read_workbook(path)
            self._progress("已读完工作簿，正在核对")
            plan = (
                make_plan(book, user)
                if options["check"]
                else write_workbook(book=book, by=user, name=path.name, amendment_reason=reason)
            )
        except WorkbookError as error:
            raise CommandError(f"{path.name or path}: {error}") from None
        except ConflictError as error:
            raise CommandError(str(error)) from None
        self._report(plan)

    def _user(self, username: str | None) -> User | None:
        if username is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有账号“{username}”，请核对用户名")
        if not imports(user):
            raise CommandError(f"账号“{username}”（{user.get_role_display()}）无权导入台账")
        return user

    def _progress(self, text: str) -> None:
        if time.monotonic() - self.started > QUIET_SECONDS:
            self.stderr.write(text, self.style.NOTICE)

    def _report(self, plan: Plan) -> None:
        for remark in plan.findings.remarks:
            self.stderr.write(f"提示 {remark}", self.style.WARNING)
        if plan.findings.errors:
            for error in plan.findings.errors:
                self.stderr.write(str(error))
            sys.exit(1)
        self.stdout.write(_counts(plan))
        for sheet in plan.sheets:
            self.stdout.write(f"{sheet.name}：{_counts(sheet)}")


def _counts(plan: Any) -> str:
    return "，".join(f"{kind} {plan.count(kind)}" for kind in Kind)

"""What all commands share: a bad argument gives one Chinese line on stderr and exit 2."""

import re
import sys
from functools import partial
from typing import Any, NoReturn

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    SystemCheckError,
)

# By `dest`: the options that Django gives every command.
_HELP = {
    "help": "显示用法",
    "version": "显示 Django 版本",
    "verbosity": "输出的详细程度：0 最少，3 最多",
    "settings": "配置模块，默认 ningyang.settings",
    "pythonpath": "加入 Python 路径的文件夹",
    "traceback": "出错时显示完整的调用过程",
    "no_color": "输出不带颜色",
    "force_color": "输出总带颜色",
    "skip_checks": "跳过系统检查",
}

# What argparse says, and the same in Chinese; `\1` and `\2` are what it read.
_WORDS = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"没有这样的参数：\1"),
    (r"ambiguous option: (.+) could match (.+)", r"选项 \1 不完整，可能是 \2"),
    (r"argument (.+?): expected (?:at least )?one argument", r"\1：后面缺少取值"),
    (r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", r"\1：没有 \2，可选 \3"),
    (r"argument (.+?): invalid int value: (.+)", r"\1：\2 不是整数"),
    (r"argument (.+?): ignored explicit argument (.+)", r"\1：后面不带取值，多了 \2"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1：不能与 \2 同时使用"),
    # The commands' own readers: their message is Chinese already.
    (r"argument (.+?): (.*[\u4e00-\u9fff].*)", r"\1：\2"),
)


class UsageError(CommandError):
    """The arguments cannot be read; exit 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)


class LedgerCommand(BaseCommand):
    """Every command of this project. Its errors are one line each, without a traceback."""

    _called_from_command_line: bool

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        for action in parser._actions:
            action.help = _HELP.get(action.dest, action.help)
        parser.error = partial(_refuse, subcommand)  # type: ignore[method-assign]
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except UsageError as error:
            self._stop(error)

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except SystemCheckError:
            raise
        except CommandError as error:
            plain = CommandError(one_line(str(error)), returncode=error.returncode)
            if self._called_from_command_line and not options["traceback"]:
                self._stop(plain)
            raise plain from error

    def _stop(self, error: CommandError) -> NoReturn:
        self.stderr.write(str(error))
        sys.exit(error.returncode)


def one_line(text: str) -> str:
    """A message that may quote a path: line breaks become blanks, broken bytes question marks."""
    return " ".join(text.encode(errors="replace").decode().split())


def _refuse(subcommand: str, message: str) -> NoReturn:
    """Stands in for argparse's `error`, which prints several English lines."""
    raise UsageError(f"{_in_chinese(message)}（用 manage.py {subcommand} --help 查看用法）")


def _in_chinese(message: str) -> str:
    message = re.sub(r"'([^']*)'", r"“\1”", one_line(message))
    for pattern, words in _WORDS:
        if match := re.fullmatch(pattern, message):
            return match.expand(words)
    return "参数读不懂"

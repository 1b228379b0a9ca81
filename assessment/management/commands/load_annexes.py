"""manage.py load_annexes: units and quotas from fixtures/, as printed."""

from django.conf import settings
from django.core.management.base import CommandError
from django.db import IntegrityError

from assessment.actions.annexes import load_base, load_year
from assessment.annex_files import AnnexFileError, read_base, read_years
from projects.management.base import LedgerCommand


class Command(LedgerCommand):
    help = "载入责任单位与各年度附件任务（以印发数为准），可重复执行"

    def handle(self, *_args, **_options):
        folder = settings.BASE_DIR / "fixtures"
        try:
            lists, years = read_base(folder), read_years(folder)
            self._print("基础数据", load_base(lists=lists))
            for files in years:
                self._print(f"{files.year}年", load_year(files=files, lists=lists))
        except AnnexFileError as error:
            raise CommandError(str(error)) from error
        except IntegrityError as error:
            raise CommandError(
                "已有数据与附件冲突：请核对责任单位的序号和名称是否与 fixtures/units.csv 一致"
            ) from error

    def _print(self, title, loaded):
        for line in loaded:
            self.stdout.write(f"{title} {line}")

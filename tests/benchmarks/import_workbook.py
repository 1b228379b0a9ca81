"""Import of a full ledger, history written, against naked `bulk_create` of the same rows.

    python -m tests.benchmarks.import_workbook [--projects 5000] [--rounds 3]

Runs on SQLite in a folder of its own, or on an empty database that DATABASE_URL names. It makes
and removes its own rows only. Required: at most 2 times the naked time.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _set_up(folder)
        _run(Path(folder) / "ledger.xlsx", options.projects, options.rounds)


def _set_up(folder: str) -> None:
    os.environ["DATA_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "ningyang.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from tests import factories

    call_command("migrate", verbosity=0)
    factories.make_type()
    factories.make_unit("基准单位")


def _run(path: Path, projects: int, rounds: int) -> None:
    _make_workbook(path, projects)
    say(f"{projects} projects, {projects * 12} months, {path.stat().st_size / 1024**2:.1f} MB")
    ratios = []
    for number in range(1, rounds + 1):
        naked = _timed(lambda: _naked(projects))
        _clear()
        stages = _import(path)
        total = sum(stages.values())
        _clear()
        ratios.append(total / naked)
        detail = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in stages.items())
        write = stages["write"]
        say(
            f"round {number}: naked {naked:.2f} s; import {total:.2f} s ({detail}); "
            f"write alone {write / naked:.2f}; all {total / naked:.2f}"
        )
    say(f"ratio of the whole import: best {min(ratios):.2f}, worst {max(ratios):.2f}, limit 2")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _amount(project: int, month: int) -> Decimal:
    return Decimal(100_00 + project * 7 + month * 13) / 100


def _make_workbook(path: Path, projects: int) -> None:
    from openpyxl import Workbook

    from projects.excel.registry import sheets

    ledger, months = sheets()[:2]
    book = Workbook(write_only=True)
    page = book.create_sheet(ledger.name)
    page.append([column.header for column in ledger.resource().columns])
    for project in range(projects):
        values = _project(project) | {"unit_id": "基准单位", "project_type_id": "产业"}
        values |= {"is_industrial": "是", "is_hard_case": "否", "year": 2023, "plan": 12_000}
        page.append([values.get(column.attribute) for column in ledger.resource().columns])
    page = book.create_sheet(months.name)
    page.append([column.header for column in months.resource().columns])
    for project in range(projects):
        for month in range(1, 13):
            amount = _amount(project, month)
            page.append([f"B{project:06d}", f"2023-{month:02d}", amount, amount, "主体施工", None])
    book.save(path)


def _project(number: int) -> dict:
    return {
        "code": f"B{number:06d}",
        "name": f"基准项目{number}",
        "owner": "基准公司",
        "total_investment": Decimal(12_000),
        "start_due": date(2023, 3, 1),
        "started_on": date(2023, 3, 1),
        "location": "基准地点",
        "content": "基准内容",
    }


def _naked(count: int) -> None:
    from django.db import transaction

    from projects.models import (
        AnnualPlan,
        MonthlyPlan,
        MonthlyReport,
        Project,
        ProjectType,
        Unit,
    )

    unit, kind = Unit.objects.get(name="基准单位"), ProjectType.objects.get(name="产业")
    with transaction.atomic():
        projects = Project.objects.bulk_create(
            Project(**_project(number), unit=unit, project_type=kind, is_industrial=True)
            for number in range(count)
        )
        AnnualPlan.objects.bulk_create(
            AnnualPlan(project=project, year=2023, amount=Decimal(12_000)) for project in projects
        )
        places = [(number, month) for number in range(count) for month in range(1, 13)]
        MonthlyPlan.objects.bulk_create(
            MonthlyPlan(
                project=projects[number], year=2023, month=month, amount=_amount(number, month)
            )
            for number, month in places
        )
        MonthlyReport.objects.bulk_create(
            MonthlyReport(
                project=projects[number],
                year=2023,
                month=month,
                amount=_amount(number, month),
                visible_progress="主体施工",
            )
            for number, month in places
        )


def _import(path: Path) -> dict[str, float]:
    """Seconds for reading and parsing the cells, checking, and writing with history."""
    from projects.excel.importing import make_plan, read_workbook, write_workbook

    start = time.perf_counter()
    book = read_workbook(path)
    read = time.perf_counter()
    check = _timed(lambda: make_plan(book, None))
    start_write = time.perf_counter()
    plan = write_workbook(book=book, by=None, name=path.name, amendment_reason="基准")
    write = time.perf_counter() - start_write - check
    if not plan.written:
        raise SystemExit(str(plan.findings.errors[:3]))
    return {"read": read - start, "check": check, "write": write}


def _clear() -> None:
    from django.db import transaction

    from projects.models import AnnualPlan, MonthlyPlan, MonthlyReport, Project

    with transaction.atomic():
        for model in (AnnualPlan, MonthlyPlan, MonthlyReport, Project):
            model.history.all()._raw_delete(model.objects.db)
            model.objects.all()._raw_delete(model.objects.db)


if __name__ == "__main__":
    main()

"""Background work on the ledger: at least once, so every task is safe to repeat."""

from celery import shared_task

from projects.excel import jobs


@shared_task(ignore_result=True)
def work_on_import(pk: int) -> None:
    """A long workbook that was just sent in or confirmed."""
    jobs.work(pk)


@shared_task(ignore_result=True)
def catch_up_imports() -> None:
    """Every long workbook that waits; the database says which."""
    jobs.catch_up()

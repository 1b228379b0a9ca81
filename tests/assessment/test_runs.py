"""Nights that were missed, the button, and the pages of the runs."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessment import tasks
from assessment.actions import assess as actions
from assessment.cards import engine
from assessment.cards.engine import RunUnderWayError, assess
from assessment.models import AssessmentRun, Card, Policy
from assessment.models.runs import RunKind, RunState
from assessment.queries import figures_day, figures_year, latest_run, policy_for
from projects.choices import Role
from tests.factories import make_plan, make_project, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2023, 5, 10)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.FIXED_TODAY = TODAY
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def project():
    project = make_project(start_due=date(2023, 1, 31))
    make_plan(project, 2023, 100)
    return project


def nights() -> list[date]:
    runs = AssessmentRun.objects.filter(kind=RunKind.NIGHTLY, state=RunState.DONE)
    return sorted(runs.values_list("day", flat=True))


@pytest.mark.usefixtures("project")
class TestCatchUp:
    def test_first_night_is_yesterday(self):
        tasks.catch_up()
        assert nights() == [YESTERDAY]
        assert Card.objects.count() == 10

    def test_every_missed_day_has_its_run(self):
        assess(date(2023, 5, 5), kind=RunKind.COMMAND)
        tasks.catch_up()
        assert nights() == [date(2023, 5, day) for day in (6, 7, 8, 9)]
        assert (latest_run().day, figures_day()) == (YESTERDAY, YESTERDAY)

    def test_a_gap_of_a_year_costs_one_computation(self, django_assert_max_num_queries):
        assess(date(2022, 5, 5), kind=RunKind.COMMAND)
        with django_assert_max_num_queries(130):
            tasks.catch_up()
        assert len(nights()) == (YESTERDAY - date(2022, 5, 5)).days

    def test_cards_are_those_of_the_last_day(self):
        assess(date(2023, 2, 1), kind=RunKind.COMMAND)
        tasks.catch_up()
        assert assess(YESTERDAY, kind=RunKind.COMMAND, full=True).written == 0

    def test_again_does_nothing(self, django_assert_max_num_queries):
        tasks.catch_up()
        finished = latest_run().finished_at
        with django_assert_max_num_queries(6):
            tasks.catch_up()
        assert (nights(), latest_run().finished_at) == ([YESTERDAY], finished)

    def test_a_change_since_is_taken_up_in_the_same_night_s_run(self):
        tasks.catch_up()
        make_project()
        tasks.catch_up()
        assert nights() == [YESTERDAY]
        assert Card.objects.count() == 20

    def test_never_goes_back_behind_the_last_run(self):
        assess(TODAY, kind=RunKind.COMMAND)
        tasks.catch_up()
        assert (nights(), figures_day()) == ([TODAY], TODAY)

    def test_after_a_run_for_a_past_day_it_comes_back(self):
        tasks.catch_up()
        assess(date(2023, 3, 1), kind=RunKind.COMMAND)
        tasks.catch_up()
        assert figures_day() == YESTERDAY
        assert nights()[-1] == YESTERDAY
        assert len(nights()) == len(set(nights()))

    def test_a_failure_is_shown_and_mended(self, monkeypatch):
        def fail(*_args, **_options):
            raise ValueError("broken")

        with monkeypatch.context() as broken:
            broken.setattr(actions, "assess", fail)
            tasks.catch_up()
        [run] = AssessmentRun.objects.all()
        assert (run.state, run.error) == (RunState.FAILED, "ValueError: broken")
        assert latest_run() is None
        tasks.catch_up()
        [run] = AssessmentRun.objects.all()
        assert (run.state, run.error) == (RunState.DONE, "")

    def test_a_failure_after_the_night_was_done_keeps_its_day(self, monkeypatch):
        tasks.catch_up()
        make_project()
        monkeypatch.setattr(actions, "assess", lambda *_, **__: 1 / 0)
        tasks.catch_up()
        run = latest_run()
        assert (run.state, run.day, run.error[:17]) == (
            RunState.DONE,
            YESTERDAY,
            "ZeroDivisionError",
        )

    def test_while_another_run_is_at_work_it_comes_again_later(self, monkeypatch):
        def busy(*_args, **_options):
            raise RunUnderWayError

        monkeypatch.setattr(actions, "assess", busy)
        with pytest.raises(RunUnderWayError):
            actions.catch_up()
        assert not AssessmentRun.objects.exists()

    def test_takes_up_what_is_queued(self):
        run = AssessmentRun.objects.create(
            day=date(2023, 5, 1), kind=RunKind.BUTTON, state=RunState.QUEUED
        )
        tasks.catch_up()
        run.refresh_from_db()
        assert run.state == RunState.DONE
        assert figures_day() == YESTERDAY


@pytest.mark.usefixtures("project")
class TestButton:
    def test_queues_and_runs(self, client, django_capture_on_commit_callbacks, monkeypatch):
        sent = []
        monkeypatch.setattr(tasks.assess_now, "delay", sent.append)
        client.force_login(make_user(Role.DRC))
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(reverse("assess"))
        assert answer.status_code == 302
        run = AssessmentRun.objects.get()
        assert (run.state, run.day, sent) == (RunState.QUEUED, TODAY, [run.pk])
        tasks.assess_now(run.pk)
        run.refresh_from_db()
        assert (run.state, run.written, run.by.role) == (RunState.DONE, 10, Role.DRC)

    def test_twice_is_one_run(self, monkeypatch):
        monkeypatch.setattr(tasks.assess_now, "delay", lambda _pk: None)
        user = make_user(Role.DRC)
        assert actions.request_run(by=user) == actions.request_run(by=user)

    def test_without_a_broker_the_run_waits(
        self, client, django_capture_on_commit_callbacks, monkeypatch
    ):
        def down(_pk):
            raise OperationalError("no broker")

        monkeypatch.setattr(tasks.assess_now, "delay", down)
        client.force_login(make_user(Role.DRC))
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(reverse("assess")).status_code == 302
        AssessmentRun.objects.update(at=timezone.now() - timedelta(minutes=2))
        page = client.get(reverse("assess")).content.decode()
        assert "后台还没有开始" in page
        tasks.catch_up()
        assert not AssessmentRun.objects.filter(state=RunState.QUEUED).exists()

    def test_done_twice_by_the_queue_is_done_once(self):
        run = AssessmentRun.objects.create(day=TODAY, kind=RunKind.BUTTON, state=RunState.QUEUED)
        assess(TODAY, kind=RunKind.BUTTON, queued=run)
        finished = AssessmentRun.objects.get().finished_at
        tasks.assess_now(run.pk)
        assess(TODAY, kind=RunKind.BUTTON, queued=run)
        assert AssessmentRun.objects.get().finished_at == finished

    def test_a_failure_is_shown(self, client, monkeypatch):
        run = AssessmentRun.objects.create(day=TODAY, kind=RunKind.BUTTON, state=RunState.QUEUED)
        monkeypatch.setattr(actions, "assess", lambda *_, **__: 1 / 0)
        tasks.assess_now(run.pk)
        client.force_login(make_user(Role.LEADER))
        page = client.get(reverse("assess")).content.decode()
        assert "ZeroDivisionError" in page
        assert "失败" in page

    @pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR, Role.STATISTICS])
    def test_others_look_on(self, role, client):
        client.force_login(make_user(role))
        assert "立即评定" not in client.get(reverse("assess")).content.decode()
        assert client.post(reverse("assess")).status_code == 403
        assert not AssessmentRun.objects.exists()

    def test_a_clerk_sees_no_runs(self, client):
        client.force_login(make_user(Role.UNIT))
        assert client.get(reverse("assess")).status_code == 403

    def test_status_shows_how_far_it_is(self, client):
        run = AssessmentRun.objects.create(day=TODAY, kind=RunKind.BUTTON, state=RunState.QUEUED)
        client.force_login(make_user(Role.DRC))
        url = reverse("assess-status", args=[run.pk])
        assert client.get(url).json() == {
            "state": "queued", "done": None, "total": None, "text": "排队中，等待后台开始",
        }  # fmt: skip
        actions._reporter(run.pk)(30, 100)
        assert client.get(url).json() == {
            "state": "running", "done": 30, "total": 100, "text": "正在评定：第 30 / 100 个项目",
        }  # fmt: skip
        assert 'value="30" max="100"' in client.get(reverse("assess")).content.decode()
        run.state = RunState.DONE
        run.save()
        assert client.get(url).json()["state"] == "done"


@pytest.mark.usefixtures("project")
class TestCommand:
    def test_one_line(self, capsys):
        call_command("assess", "--day", "2023-04-30")
        out, err = capsys.readouterr()
        assert out == (
            "评定截至2023-04-30：1个项目，4个月；2023年4月绿牌0、黄牌0、红牌1、未亮牌1；变动8张，撤销0张\n"
        )
        assert err == ""

    def test_progress_after_a_second(self, capsys, monkeypatch):
        monkeypatch.setattr(engine, "QUIET_SECONDS", 0)
        call_command("assess", "--day", "2023-04-30")
        assert capsys.readouterr().err == "评定：第 1 / 1 个项目\n"

    def test_an_earlier_day_tells_what_it_takes_back(self, capsys):
        call_command("assess", "--day", "2023-06-30")
        call_command("assess", "--day", "2023-04-30")
        out = capsys.readouterr().out.splitlines()[-1]
        assert out.endswith("撤销0张；晚于该日的月份撤销4张，下次评定恢复")

    def test_full(self):
        call_command("assess", "--full", verbosity=0)
        assert latest_run().day == TODAY


class TestPolicy:
    def test_without_any(self):
        assert (policy_for(2023).version, policy_for(2023).red_after_months) == (0, 2)

    def test_the_year_s_own(self):
        policy = Policy.objects.create(year=2023, version=3)
        assert policy_for(2023) == policy

    def test_the_latest_earlier_one_s_values(self):
        Policy.objects.create(year=2022, red_after_months=4, version=2)
        Policy.objects.create(year=2024, red_after_months=5)
        found = policy_for(2023)
        assert (found.pk, found.year, found.red_after_months, found.version) == (None, 2023, 4, 2)

    def test_figures_year_without_quotas_is_the_day_s(self):
        assert figures_year() == 2023

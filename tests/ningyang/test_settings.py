"""Production refuses what is unsafe; everything else runs with nothing set."""

import pytest

from ningyang.environment import is_safe_webhook
from tests.site import Site

pytestmark = pytest.mark.once

SAFE = {"PRODUCTION": "1", "ALLOWED_HOSTS": "xm.ningyang.example"}


@pytest.fixture
def bare(tmp_path):
    return Site(tmp_path)


def test_a_command_needs_nothing_set(bare):
    bare.manage("check")
    key = bare.folder / "secret-key"
    assert len(key.read_text()) >= 50
    assert key.stat().st_mode & 0o777 == 0o600


def test_the_key_stays(bare):
    read = ["-c", "from ningyang.settings import SECRET_KEY; print(SECRET_KEY)"]
    first, second = bare.run(*read).stdout, bare.run(*read).stdout
    assert first == second
    assert len(first) > 50


def test_production_settings_pass_the_deployment_check(bare):
    done = bare.run("-W", "error", "manage.py", "check", "--deploy", "--fail-level=INFO", **SAFE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("env", "told"),
    [
        pytest.param({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS", id="no-hosts"),
        pytest.param({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS", id="any-host"),
        pytest.param({"DEBUG": "1"}, "DEBUG", id="debug"),
        pytest.param({"SECRET_KEY": "short"}, "SECRET_KEY", id="short-key"),
        pytest.param({"SECRET_KEY": "a" * 60}, "SECRET_KEY", id="plain-key"),
        pytest.param({"FIXED_TODAY": "2023-11-15"}, "FIXED_TODAY", id="fixed-day"),
    ],
)
def test_production_refuses(bare, env, told):
    done = bare.run("manage.py", "check", **(SAFE | env))
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "env",
    [
        pytest.param({"DATABASE_URL": "mysql://x/y"}, id="other-database"),
        pytest.param({"FIXED_TODAY": "2023年"}, id="no-date"),
        pytest.param({"EMAIL_URL": "smtp://127.0.0.1:25"}, id="mail-without-a-sender"),
        pytest.param({"EMAIL_URL": "nonsense"}, id="no-mail-server"),
        pytest.param({"WEBHOOK_URL": "http://robot.example/x"}, id="robot-in-the-open"),
        pytest.param({"WEBHOOK_URL": "file:///etc/passwd"}, id="robot-is-a-file"),
    ],
)
def test_nonsense_is_one_line(bare, env):
    done = bare.run("manage.py", "check", **env)
    assert done.returncode == 1
    assert done.stderr.startswith("配置错误：")
    assert done.stderr.count("\n") == 1


def test_mail_and_robot_as_settings(bare):
    code = "from django.conf import settings as s; print(s.EMAIL_HOST, s.EMAIL_PORT, s.WEBHOOK_URL)"
    env = {
        "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
        "DEFAULT_FROM_EMAIL": "xm@example.com",
        "WEBHOOK_URL": "https://robot.example/send?token=x",
        "DJANGO_SETTINGS_MODULE": "ningyang.settings",
    }
    said = bare.run("-c", code, **env).stdout
    assert said == "mail.example 587 https://robot.example/send?token=x\n"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        pytest.param("https://robot.example/send?token=x", True, id="https"),
        pytest.param("http://127.0.0.1:8080/x", True, id="this-machine"),
        pytest.param("http://[::1]/x", True, id="this-machine-v6"),
        pytest.param("http://127.0.0.1.example/x", False, id="looks-like-this-machine"),
        pytest.param("http://127.0.0.1@robot.example/x", False, id="named-as-user"),
        pytest.param("ftp://127.0.0.1/x", False, id="other-scheme"),
        pytest.param("https:///x", False, id="no-host"),
        pytest.param("https://[/x", False, id="no-address"),
    ],
)
def test_which_robots_may_be_told(url, safe):
    assert is_safe_webhook(url) is safe


def test_every_answer_forbids_what_is_inline_or_foreign(client, db):
    response = client.get("/healthz")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_nightly_at_half_past_one_and_every_hour_after(settings):
    schedule = settings.CELERY_BEAT_SCHEDULE["assess"]["schedule"]
    assert settings.CELERY_TIMEZONE == "Asia/Shanghai"
    assert schedule.minute == {30}
    assert min(schedule.hour) == 1
    assert max(schedule.hour) == 23


def test_reminders_at_half_past_eight_and_through_the_day(settings):
    schedule = settings.CELERY_BEAT_SCHEDULE["remind"]["schedule"]
    assert (schedule.minute, min(schedule.hour), max(schedule.hour)) == ({30}, 8, 17)

"""A policy's every change is a version of its own."""

import pytest

from assessment.actions.policy import save_policy
from assessment.models import Policy
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_first_is_version_one_and_each_change_the_next():
    drc = make_user()
    policy = save_policy(policy=Policy(year=2023), by=drc)
    assert policy.version == 1
    policy.red_after_months = 3
    assert save_policy(policy=policy, by=drc).version == 2
    assert list(Policy.history.values_list("version", "history_user")) == [(2, drc.pk), (1, drc.pk)]


def test_the_stored_version_counts_not_the_one_in_hand():
    drc = make_user()
    save_policy(policy=Policy(year=2023), by=drc)
    stale = Policy.objects.get()
    save_policy(policy=Policy.objects.get(), by=drc)
    assert save_policy(policy=stale, by=drc).version == 3


def test_years_count_apart():
    drc = make_user()
    save_policy(policy=Policy(year=2023), by=drc)
    assert save_policy(policy=Policy(year=2024), by=drc).version == 1

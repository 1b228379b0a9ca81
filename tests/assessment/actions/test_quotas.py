import pytest
from django.core.exceptions import ValidationError

from assessment.actions.quotas import correct_quota, withdraw_correction
from assessment.choices import Annex, QuotaBand
from assessment.models import Quota
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def quota():
    return Quota.objects.create(
        year=2023, annex=Annex.START, unit=make_unit(), band=QuotaBand.OVER_5M, printed=5
    )


def test_a_correction_stands_beside_the_printed_value(quota):
    by = make_user()
    correct_quota(quota=quota, value=2, reason=" 与合计相符 ", by=by)
    quota.refresh_from_db()
    assert (quota.printed, quota.correction, quota.correction_reason) == (5, 2, "与合计相符")
    assert quota.corrected_by == by
    assert quota.corrected_at is not None
    assert quota.history.first().history_user == by


def test_a_blank_can_be_corrected(quota):
    Quota.objects.update(printed=None)
    assert correct_quota(quota=quota, value=0, reason="漏印", by=make_user()).correction == 0


@pytest.mark.parametrize(
    ("value", "reason", "field"),
    [
        pytest.param(2, "", "reason", id="no-reason"),
        pytest.param(2, "  ", "reason", id="blank-reason"),
        pytest.param(2, "字" * 201, "correction_reason", id="reason-too-long"),
        pytest.param(5, "同数", "value", id="as-printed"),
        pytest.param(-1, "负数", "value", id="negative"),
        pytest.param(10_000, "过大", "value", id="too-large"),
    ],
)
def test_a_wrong_correction_is_refused(quota, value, reason, field):
    with pytest.raises(ValidationError) as error:
        correct_quota(quota=quota, value=value, reason=reason, by=make_user())
    assert list(error.value.message_dict) == [field]
    assert Quota.objects.get().correction is None


def test_a_withdrawn_correction_stays_in_the_history(quota):
    by = make_user()
    correct_quota(quota=quota, value=2, reason="与合计相符", by=by)
    withdraw_correction(quota=quota, by=by)
    quota.refresh_from_db()
    assert (quota.correction, quota.corrected_by, quota.correction_reason) == (None, None, "")
    kept = [(row.correction, row.history_change_reason) for row in quota.history.all()]
    assert kept == [(None, "撤回更正"), (2, None), (None, None)]


def test_nothing_to_withdraw_is_an_error(quota):
    with pytest.raises(ValidationError, match="没有更正"):
        withdraw_correction(quota=quota, by=make_user())

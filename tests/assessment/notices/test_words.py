"""What stands in a paper, from the words that a person typed."""

from datetime import date

import pytest

from assessment.models import SupervisionNotice
from assessment.notices.words import notice_values
from projects.models import Unit


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        pytest.param("一、倒排工期\n二、每周报送", ["1．倒排工期", "2．每周报送"], id="chinese"),
        pytest.param("1.倒排\n2. 报送", ["1．倒排", "2．报送"], id="digits"),
        pytest.param("（一）倒排\n（二）报送", ["1．倒排", "2．报送"], id="brackets"),
        pytest.param("1.5亿元到位\n\n报送", ["1．1.5亿元到位", "2．报送"], id="an-amount-stays"),
        pytest.param("一是倒排工期", ["一是倒排工期"], id="words-stay"),
    ],
)
def test_demands_are_numbered_once(typed, printed):
    notice = SupervisionNotice(
        unit=Unit(name="甲镇"), subject="推进项目", demands=typed, due_on=date(2023, 5, 1)
    )
    assert notice_values(notice, date(2023, 4, 20))["要求"] == printed

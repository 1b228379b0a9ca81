"""The pages of scoring: who sees what, drill-down, what-if, publishing, conflicts, the workbook."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.actions.awards import lift_veto, record_veto
from assessment.actions.scores import adopt, copy_scheme, publish, save_draft
from assessment.bulletin.build import build
from assessment.bulletin.render import render
from assessment.cards.engine import assess
from assessment.models import ScoreAward, ScorePublication, ScoreScheme, ScoreVeto
from assessment.models.runs import RunKind
from projects.choices import Layer, Role
from projects.models import Project, ReportingMonth, Unit
from tests.assessment.scores.county import MARCH, TODAY, lock, make_county
from tests.factories import make_project, make_user

pytestmark = pytest.mark.django_db
SCORES = reverse("scores", args=[MARCH])


@pytest.fixture
def drc(settings, tmp_path):
    settings.FIXED_TODAY = TODAY
    settings.MEDIA_ROOT = tmp_path
    return make_county()


@pytest.fixture
def sign_in(client, drc):
    def go(role: str, unit: str = ""):
        person = drc
        if role != Role.DRC:
            person = make_user(role, Unit.objects.get(name=unit) if unit else None)
        client.force_login(person, backend="projects.auth.RoleBackend")
        return client

    return go


def publish_march(drc, seen: int = 0, reason: str = "") -> ScorePublication:
    if not seen:
        lock()
    return publish(month=MARCH, seen=seen, reason=reason, today=TODAY, by=drc)


def rows(answer) -> list[str]:
    return [line.entry.unit.name for _, lines in answer.context["layers"] for line in lines]


EVERY = ["甲", "乙", "丙", "丁", "局"]


@pytest.mark.parametrize(
    ("role", "unit", "before", "after"),
    [
        pytest.param(Role.DRC, "", EVERY, EVERY, id="drc"),
        pytest.param(Role.LEADER, "", EVERY, EVERY, id="leader"),
        pytest.param(Role.AUDITOR, "", EVERY, EVERY, id="auditor"),
        pytest.param(Role.UNIT, "丙", ["丙"], EVERY, id="unit"),
        pytest.param(Role.FINANCE, "", [], EVERY, id="co-lead"),
        pytest.param(Role.GOV_OFFICE, "", [], EVERY, id="gov-office"),
    ],
)
def test_who_sees_the_table_before_and_after_it_is_published(
    drc, sign_in, role, unit, before, after
):
    client = sign_in(role, unit)
    answer = client.get(SCORES)
    assert rows(answer) == before
    assert ("未公布" in answer.content.decode()) is True
    publish_march(drc)
    answer = client.get(SCORES)
    assert rows(answer) == after
    assert "已公布" in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "unit", "before", "after"),
    [
        pytest.param(Role.LEADER, "", 200, 200, id="leader"),
        pytest.param(Role.UNIT, "甲", 200, 200, id="own"),
        pytest.param(Role.UNIT, "乙", 404, 404, id="another-unit"),
        pytest.param(Role.STATISTICS, "", 404, 200, id="co-lead"),
        pytest.param(Role.SYSADMIN, "", 403, 403, id="sysadmin"),
    ],
)
def test_who_opens_a_unit_s_score(drc, sign_in, role, unit, before, after):
    client, address = sign_in(role, unit), reverse("score", args=[MARCH, 1])
    assert client.get(address).status_code == before
    publish_march(drc)
    assert client.get(address).status_code == after


def test_a_unit_s_page_opens_every_point_to_the_projects(drc, sign_in):
    text = sign_in(Role.UNIT, "甲").get(reverse("score", args=[MARCH, 1])).content.decode()
    assert "完成 2 ÷ 任务 4 = 50.00%" in text
    assert "不计此项" in text
    for code in ("P0", "P1"):
        assert reverse("project", args=[code]) in text
    assert reverse("project", args=["P2"]) not in text


def test_what_changed_since_is_shown_beside_what_was_published(drc, sign_in):
    publish_march(drc)
    client = sign_in(Role.DRC)
    assert "公布后台账有变动" not in client.get(SCORES).content.decode()
    Project.objects.filter(code="P0").update(started_on=None)
    answer = client.get(SCORES)
    assert [one.unit.name for one in answer.context["shown"].differences] == ["甲", "丙"]
    page = client.get(reverse("score", args=[MARCH, 1])).content.decode()
    assert "公布后台账有变动" in page
    assert "P0" in page
    now = client.get(reverse("score", args=[MARCH, 1]) + "?now=1").content.decode()
    assert "完成 1 ÷ 任务 4 = 25.00%" in now
    clerk = sign_in(Role.UNIT, "甲")
    assert "公布后台账有变动" in clerk.get(reverse("score", args=[MARCH, 1])).content.decode()
    assert clerk.get(SCORES).context["shown"].differences == ()


def test_publishing_by_the_page(drc, sign_in):
    client = sign_in(Role.DRC)
    assert "还没有锁定" in client.get(SCORES).content.decode()
    assert client.post(SCORES, {"seen": 0}).status_code == 400
    lock()
    assert client.get(SCORES).context["may_publish"]
    assert client.post(SCORES, {"seen": 0}).status_code == 302
    assert ScorePublication.objects.get().by == drc
    answer = client.post(SCORES, {"seen": 0, "reason": "更正"})
    assert answer.status_code == 400
    assert "刚由别人公布" in answer.content.decode()
    assert client.post(SCORES, {"seen": 1, "reason": "更正"}).status_code == 302
    page = client.get(SCORES).content.decode()
    assert "历次公布" in page
    assert "更正" in page
    assert "第1次公布的结果" in client.get(f"{SCORES}?number=1").content.decode()


def test_without_a_scheme_the_page_says_what_to_do_first(drc, sign_in):
    ScoreScheme.objects.update(year=2020)
    text = sign_in(Role.DRC).get(SCORES).content.decode()
    assert reverse("score-schemes") in text
    assert "还没有现行的计分办法" in text


def test_a_month_to_come_has_no_scores(sign_in):
    answer = sign_in(Role.DRC).get(reverse("scores", args=["2023-05"]))
    assert rows(answer) == []
    assert "还没有到" in answer.content.decode()


def veto(drc) -> ScoreVeto:
    return record_veto(
        year=2023, unit=Unit.objects.get(name="甲"), ground="safety", reason="事故", paper="1号",
        decided_on=date(2023, 4, 1), decided_by="安委会", papers=[], today=TODAY, by=drc,
    )  # fmt: skip


def lift(drc, row: ScoreVeto) -> None:
    lift_veto(
        veto=row, version=row.version, lift_paper="2号", lifted_on=TODAY, lifted_by="安委会",
        lift_reason="整改到位", papers=[], today=TODAY, by=drc,
    )  # fmt: skip


def workbook_texts(client) -> list[str]:
    answer = client.get(reverse("scores-file", args=[MARCH]))
    sheet = load_workbook(BytesIO(content(answer)))["附表9计分考核"]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]


def bulletin_texts() -> list[str]:
    table = next(table for table in build(MARCH).tables if table.name == "附表9计分考核")
    return [str(value) for row in table.rows for value in row.values]


STANDS, LATER = "一票否决：安全生产", "公布后登记一票否决：安全生产"
LIFTED = "公布后已解除：安全生产"
READERS = [
    pytest.param(Role.DRC, "", True, id="drc"),
    pytest.param(Role.LEADER, "", True, id="leader"),
    pytest.param(Role.GOV_OFFICE, "", True, id="gov-office"),
    pytest.param(Role.UNIT, "甲", True, id="own"),
    pytest.param(Role.UNIT, "乙", False, id="another-unit"),
    pytest.param(Role.COMMERCE, "", False, id="co-lead"),
]


@pytest.mark.parametrize(("role", "unit", "reads"), READERS)
def test_a_published_veto_is_everybody_s_its_decision_is_not(drc, sign_in, role, unit, reads):
    row = veto(drc)
    publish_march(drc)
    client = sign_in(role, unit)
    page = client.get(SCORES).content.decode()
    assert STANDS in page
    assert LATER not in page
    assert f"{STANDS}，取消当年评优评先资格" in workbook_texts(client)
    decision = reverse("score-veto", args=[2023, row.pk])
    assert client.get(decision).status_code == (200 if reads else 404)
    listed = client.get(reverse("score-awards", args=[2023])).content.decode()
    assert (decision in listed) is reads
    opened = client.get(reverse("score", args=[MARCH, 1]))
    if opened.status_code == 200:
        assert STANDS in opened.content.decode()
        assert (decision in opened.content.decode()) is reads


@pytest.mark.parametrize(("role", "unit", "reads"), READERS)
def test_a_later_veto_is_a_remark_for_who_reads_it_only(drc, sign_in, role, unit, reads):
    publish_march(drc)
    veto(drc)
    client = sign_in(role, unit)
    page = client.get(SCORES).content.decode()
    assert (LATER in page) is reads
    assert page.count("一票否决：安全生产") == page.count(LATER)
    assert any(LATER in text for text in workbook_texts(client)) is reads
    opened = client.get(reverse("score", args=[MARCH, 1]))
    if opened.status_code == 200:
        assert (LATER in opened.content.decode()) is reads
        assert "公布时的情况" not in opened.content.decode()


@pytest.mark.parametrize(("role", "unit", "reads"), READERS)
def test_that_a_published_veto_was_lifted_is_said_to_everybody(drc, sign_in, role, unit, reads):
    row = veto(drc)
    publish_march(drc)
    lift(drc, row)
    client = sign_in(role, unit)
    page = client.get(SCORES).content.decode()
    assert STANDS in page
    assert f"{LIFTED}（2023-04-20）" in page
    assert any(LIFTED in text for text in workbook_texts(client))
    assert "整改到位" not in page


def test_the_bulletin_keeps_the_vetoes_of_the_publication(drc):
    assess(MARCH.last, kind=RunKind.COMMAND)
    row = veto(drc)
    publish_march(drc)
    before = bulletin_texts()
    assert f"{STANDS}，取消当年评优评先资格" in before
    lift(drc, row)
    other = Unit.objects.get(name="乙")
    ScoreVeto.objects.create(
        year=2023, unit=other, ground="funds", reason="挪用", paper="3号",
        decided_on=TODAY, decided_by="县政府",
    )  # fmt: skip
    assert bulletin_texts() == before
    publish_march(drc, seen=1, reason="更正")
    after = bulletin_texts()
    assert "一票否决：资金管理，取消当年评优评先资格" in after
    assert not any("安全生产" in text for text in after)


def test_unpublished_scores_name_what_stands_now(drc, sign_in):
    row = veto(drc)
    assert STANDS in sign_in(Role.LEADER).get(SCORES).content.decode()
    assert STANDS in sign_in(Role.UNIT, "甲").get(SCORES).content.decode()
    assert STANDS not in sign_in(Role.UNIT, "乙").get(SCORES).content.decode()
    lift(drc, row)
    assert STANDS not in sign_in(Role.LEADER).get(SCORES).content.decode()


def test_a_vetoed_unit_is_no_candidate(drc, sign_in):
    publish_march(drc)
    veto(drc)
    page = sign_in(Role.LEADER).get(reverse("score-awards", args=[2023])).content.decode()
    assert "取消资格" in page


def second_scheme(drc) -> ScoreScheme:
    row = draft_of(drc)
    weights = {"start_total": "40", "investment": "15"}
    save_draft(
        scheme=row, version=1, header={}, by=drc,
        lines={row.lines.get(measure=name).pk: {"points": Decimal(text)}
               for name, text in weights.items()},
    )  # fmt: skip
    return adopt(scheme=row, version=2, on=TODAY, reason="调整", today=TODAY, by=drc)


def test_publishing_again_keeps_the_scheme_unless_today_s_is_chosen(drc, sign_in):
    client = sign_in(Role.DRC)
    publish_march(drc)
    assert "它现在也是现行的" in client.get(SCORES).content.decode()
    second_scheme(drc)
    page = client.get(SCORES).content.decode()
    assert "沿用上次公布时的办法：2023年镇街园区计分办法第1版" in page
    assert "改用现行办法：2023年镇街园区计分办法第2版" in page
    said = [
        ({"seen": 1, "reason": "更正"}, "第1版"),
        ({"seen": 2, "reason": "更正", "scheme": "kept"}, "第1版"),
        ({"seen": 3, "reason": "会议决定改用", "scheme": "current"}, "第2版"),
        ({"seen": 4, "reason": "更正"}, "第2版"),
    ]
    for data, number in said:
        assert client.post(SCORES, data).status_code == 302
        row = ScorePublication.objects.first()
        assert row.schemes[Layer.TOWN_PARK]["label"].endswith(number)
    history = client.get(SCORES).content.decode()
    assert "按2023年镇街园区计分办法第1版、" in history
    assert "它现在也是现行的" in history
    assert "改用现行办法" not in history


def test_a_reopened_month_says_why_it_is_not_published_again(drc, sign_in):
    publish_march(drc)
    client = sign_in(Role.DRC)
    assert client.get(SCORES).context["may_publish"]
    ReportingMonth.objects.all().delete()
    answer = client.get(SCORES)
    assert not answer.context["may_publish"]
    page = answer.content.decode()
    assert "重新公布（更正）" not in page
    assert "已重新开放" in page
    assert reverse("lock", args=[MARCH]) in page
    assert client.post(SCORES, {"seen": 1, "reason": "更正"}).status_code == 400
    assert "已重新开放" not in sign_in(Role.LEADER).get(SCORES).content.decode()


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_workbook_holds_values_titles_and_how_they_came_about(drc, sign_in):
    publish_march(drc)
    answer = sign_in(Role.UNIT, "甲").get(reverse("scores-file", args=[MARCH]))
    book = load_workbook(BytesIO(content(answer)))
    sheet = book["附表9计分考核"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet["A2"].value == "宁阳县2023年3月重点项目专项计分考核情况"
    grid = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[1] for row in grid if row[1] in EVERY] == EVERY
    first = next(row for row in grid if row[1] == "甲")
    assert any(isinstance(value, float) for value in first)
    behind = [cell.value for row in book["附表9附计分依据"].iter_rows() for cell in row]
    assert any("完成 2 ÷ 任务 4" in str(value) for value in behind)
    assert not any("乙　" in str(value) for value in behind)


def test_the_bulletin_has_the_sheet_only_where_it_is_published(drc):
    assess(MARCH.last, kind=RunKind.COMMAND)
    assert "附表9计分考核" not in [table.name for table in build(MARCH).tables]
    publish_march(drc)
    book = load_workbook(BytesIO(render(build(MARCH))))
    assert "附表9计分考核" in book.sheetnames


def draft_of(drc, layer: Layer = Layer.TOWN_PARK) -> ScoreScheme:
    return copy_scheme(source=ScoreScheme.objects.get(layer=layer), year=2023, by=drc)


def typed(client, address: str, **changes) -> dict[str, object]:
    """What the browser sends of the draft's form, with these weights instead."""
    form = client.get(address).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}
    lines = {line.measure: line.pk for line in form.lines}
    return data | {f"points-{lines[name]}": value for name, value in changes.items()}


@pytest.fixture
def shifted(drc):
    """乙 plans one of its four; 丙 gets the quota too but nothing planned."""
    for name, planned in (("甲", 0), ("乙", 1), ("丙", 2)):
        unit = Unit.objects.get(name=name)
        unit.quotas.create(year=2023, annex="planning", band="total", printed=4)
        for number in range(planned):
            make_project(f"{name}{number}", unit=unit, planned_on=date(2023, 2, 2))
    return draft_of(drc)


def test_what_if_shows_the_ranks_before_anything_is_saved(shifted, sign_in):
    client, address = sign_in(Role.DRC), reverse("score-scheme", args=[shifted.pk])
    data = typed(client, address, planning_total="44", start_total="1")
    answer = client.post(address, data | {"what": "preview"})
    places = {
        one["unit"].name: (one["now"].rank, one["draft"].rank, one["change"])
        for one in answer.context["trial"]
    }
    # 甲 30 × 2/4; 乙 30 × 2/4 + 15 × 1/4; 丙 30 × 1/4 + 15 × 2/4, as much as 甲. With 1 and 44
    # in place of 30 and 15 it is 1/2, 11 1/2 and 22 1/4.
    assert places["甲"] == (2, 3, -1)
    assert places["乙"] == (1, 2, -1)
    assert places["丙"] == (2, 1, 1)
    assert answer.context["trial_typed"]
    assert shifted.lines.get(measure="planning_total").points == 15
    assert client.get(address).context["trial"][0]["unit"].name == "乙"


def test_saving_and_adopting_by_the_page(shifted, sign_in):
    client, address = sign_in(Role.DRC), reverse("score-scheme", args=[shifted.pk])
    wrong = typed(client, address, start_total="31")
    assert client.post(address, wrong | {"what": "save"}).status_code == 302
    assert "还不能采用" in client.get(address).content.decode()
    adoption = {"what": "adopt", "on": "2023-04-20", "reason": "调整"}
    refused = client.post(address, typed(client, address) | adoption)
    assert refused.status_code == 400
    assert "权重合计为101" in refused.content.decode()
    right = typed(client, address, start_total="35", investment="20")
    assert client.post(address, right | {"what": "save"}).status_code == 302
    tomorrow = typed(client, address) | adoption | {"on": "2023-04-21"}
    assert "还没有到" in client.post(address, tomorrow).content.decode()
    assert client.post(address, typed(client, address) | adoption).status_code == 302
    shifted.refresh_from_db()
    assert (shifted.state, shifted.adopted_by.role) == ("adopted", Role.DRC)
    assert client.get(address).context["form"] is None
    assert client.post(address, right | {"what": "save"}).status_code == 302
    assert shifted.lines.get(measure="start_total").points == 35


def test_adopting_never_leaves_out_what_is_typed(shifted, sign_in):
    client, address = sign_in(Role.DRC), reverse("score-scheme", args=[shifted.pk])
    data = typed(client, address, start_total="35", investment="20")
    data |= {"on": "2023-04-20", "reason": "调整"}
    asked = client.post(address, data | {"what": "adopt"})
    assert asked.status_code == 400
    assert "还没有采用：表中有改动没有保存" in asked.content.decode()
    assert "保存改动并采用" in asked.content.decode()
    assert asked.context["trial_typed"]
    assert str(asked.context["form"][f"points-{line_of(shifted).pk}"].value()) == "35"
    assert asked.context["adoption"]["reason"].value() == "调整"
    shifted.refresh_from_db()
    assert (shifted.state, shifted.version, line_of(shifted).points) == ("draft", 1, 30)
    assert client.post(address, data | {"what": "adopt-changed"}).status_code == 302
    shifted.refresh_from_db()
    assert (shifted.state, line_of(shifted).points, shifted.is_proposal) == ("adopted", 35, False)


def line_of(scheme: ScoreScheme):
    return scheme.lines.get(measure="start_total")


@pytest.mark.parametrize("what", ["adopt", "adopt-changed"])
def test_typed_weights_that_do_not_add_up_are_neither_saved_nor_adopted(shifted, sign_in, what):
    client, address = sign_in(Role.DRC), reverse("score-scheme", args=[shifted.pk])
    data = typed(client, address, start_total="31") | {"on": "2023-04-20", "reason": "调整"}
    answer = client.post(address, data | {"what": what})
    assert answer.status_code == 400
    assert "还不能采用" in answer.content.decode()
    shifted.refresh_from_db()
    assert (shifted.state, shifted.version, line_of(shifted).points) == ("draft", 1, 30)


def test_a_line_to_be_added_is_saved_before_it_is_adopted(shifted, sign_in):
    client, address = sign_in(Role.DRC), reverse("score-scheme", args=[shifted.pk])
    data = typed(client, address) | {"on": "2023-04-20", "reason": "调整", "add": "signing"}
    answer = client.post(address, data | {"what": "adopt-changed"})
    assert answer.status_code == 400
    assert "先保存草案" in answer.content.decode()


def test_adopting_what_somebody_changed_meanwhile_shows_both(shifted, drc, sign_in):
    client, address = sign_in(Role.DRC), reverse("score-scheme", args=[shifted.pk])
    data = typed(client, address) | {"on": "2023-04-20", "reason": "调整", "what": "adopt"}
    line = line_of(shifted)
    save_draft(scheme=shifted, version=1, header={}, lines={line.pk: {"points": 33}}, by=drc)
    assert client.post(address, data).status_code == 409
    shifted.refresh_from_db()
    assert (shifted.state, line_of(shifted).points) == ("draft", 33)


def test_a_draft_that_somebody_saved_first_shows_both_values(shifted, drc, sign_in):
    client, address = sign_in(Role.DRC), reverse("score-scheme", args=[shifted.pk])
    data = typed(client, address, start_total="35")
    line = shifted.lines.get(measure="start_total")
    save_draft(
        scheme=shifted, version=1, header={}, lines={line.pk: {"points": 33}},
        added=["signing"], by=drc,
    )  # fmt: skip
    answer = client.post(address, data | {"what": "save"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "33" in text
    assert "35" in text
    line.refresh_from_db()
    assert line.points == 33


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("points", "很多", "请填数字"), ("points", "", "请填写"), ("cap", "2000", "不能大于"),
     ("points", "1.234", "最多两位小数")],
    ids=["words", "blank", "too-much", "three-places"],
)  # fmt: skip
def test_a_wrong_number_is_named_and_kept(shifted, sign_in, field, value, words):
    client, address = sign_in(Role.DRC), reverse("score-scheme", args=[shifted.pk])
    key = shifted.lines.get(measure="start_total").pk
    data = typed(client, address) | {f"{field}-{key}": value, "what": "save"}
    answer = client.post(address, data)
    assert answer.status_code == 400
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.LEADER, 403), (Role.AUDITOR, 403), (Role.UNIT, 404), (Role.GOV_OFFICE, 404)],
)
def test_a_draft_is_nobody_else_s(shifted, sign_in, role, status):
    client, address = (
        sign_in(role, "甲" if role == Role.UNIT else ""),
        reverse("score-scheme", args=[shifted.pk]),
    )
    assert client.get(address).status_code == (200 if status == 403 else 404)
    assert client.post(address, {"what": "drop", "version": 1}).status_code == status
    assert ("草案" in client.get(reverse("score-schemes")).content.decode()) is (status == 403)


def test_the_proposal_is_loaded_on_demand_for_a_year(drc, sign_in):
    client = sign_in(Role.DRC)
    address = f"{reverse('score-schemes')}?year=2024"
    assert "待县里确定" in client.get(address).content.decode()
    assert client.post(address, {"proposal": "department"}).status_code == 302
    row = ScoreScheme.objects.get(year=2024)
    assert (row.layer, row.state, row.is_proposal) == ("department", "draft", True)
    assert client.post(address, {"proposal": "department"}, follow=True).status_code == 200
    assert ScoreScheme.objects.filter(year=2024).count() == 1


def test_vetoes_and_awards_by_the_page(drc, sign_in):
    client, address = sign_in(Role.DRC), reverse("score-awards", args=[2023])
    unit = Unit.objects.get(name="甲")
    assert client.post(address, {"veto": 1, "version": 0}).status_code == 400
    decided = {"paper": "1号", "decided_on": "2023-04-01", "decided_by": "安委会", "version": 0}
    data = {"unit": unit.pk, "ground": "funds", "reason": "挪用", "veto": 1} | decided
    assert client.post(address, data).status_code == 302
    row = ScoreVeto.objects.get()
    other = Unit.objects.get(name="乙")
    named = {"unit": other.pk, "title": "先进", "ground": "第1位", "award": 1, "version": 0}
    assert client.post(address, named).status_code == 302
    given = ScoreAward.objects.get()
    opened = reverse("score-award", args=[2023, given.pk])
    decision = {"move": "decide", "version": 1} | {**decided, "version": 1}
    assert client.post(opened, decision).status_code == 302
    lift = {"lift_paper": "2号", "lifted_on": "2023-04-20", "lifted_by": "委", "lift_reason": "改"}
    lifted = reverse("score-veto", args=[2023, row.pk])
    assert client.post(lifted, lift | {"version": 9}).status_code == 409
    assert client.post(lifted, lift | {"version": 1}).status_code == 302
    row.refresh_from_db()
    assert row.state == "lifted"
    text = sign_in(Role.UNIT, "丙").get(address).content.decode()
    assert "先进" in text
    assert "挪用" not in text


def test_a_candidate_is_named_with_its_rank_and_points(drc, sign_in):
    publish_march(drc)
    client, address = sign_in(Role.DRC), reverse("score-awards", args=[2023])
    answer = client.get(f"{address}?unit=1")
    unit = Unit.objects.get(name="甲")
    form = answer.context["award"]
    assert form["unit"].value() == unit.pk
    assert form["ground"].value().startswith("2023年3月专项计分考核镇街园区第1位，得分")
    veto(drc)
    assert client.get(f"{address}?unit=1").context["award"]["unit"].value() is None
    assert f"?unit={unit.number}#naming" not in client.get(address).content.decode()
    assert "提名" not in sign_in(Role.LEADER).get(address).content.decode()


@pytest.mark.parametrize(
    ("state", "words", "left"),
    [
        pytest.param("proposed", "不能登记表彰决定", ["revoke"], id="proposed"),
        pytest.param("decided", "须另有文号予以撤销", ["revoke"], id="decided"),
    ],
)
def test_an_award_of_a_vetoed_unit_says_so(drc, sign_in, state, words, left):
    decided = {"paper": "9号", "decided_on": TODAY, "decided_by": "县政府"}
    row = ScoreAward.objects.create(
        year=2023, unit=Unit.objects.get(name="甲"), title="先进", ground="第1位", state=state,
        **(decided if state == "decided" else {}),
    )  # fmt: skip
    veto(drc)
    client, listed = sign_in(Role.DRC), reverse("score-awards", args=[2023])
    answer = client.get(reverse("score-award", args=[2023, row.pk]))
    assert words in answer.content.decode()
    assert [name for name, _, _ in answer.context["forms"]] == left
    assert "已被一票否决" in client.get(listed).content.decode()
    other = sign_in(Role.UNIT, "乙").get(listed).content.decode()
    assert "已被一票否决" not in other


def test_a_unit_with_an_award_is_not_offered_for_naming_again(drc, sign_in):
    publish_march(drc)
    client, address = sign_in(Role.DRC), reverse("score-awards", args=[2023])
    unit = Unit.objects.get(name="甲")
    offer = f"?unit={unit.number}#naming"
    assert offer in client.get(address).content.decode()
    row = ScoreAward.objects.create(year=2023, unit=unit, title="先进", ground="第1位")
    assert offer not in client.get(address).content.decode()
    revoked = {"ended_on": TODAY, "end_reason": "更正"}
    ScoreAward.objects.filter(pk=row.pk).update(state="revoked", **revoked)
    assert offer in client.get(address).content.decode()

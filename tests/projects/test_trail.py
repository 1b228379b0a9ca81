from datetime import date

import pytest

from projects.models import Attachment, IndustryChain, PlanningRecord, Suspension
from projects.trail import changes
from tests.factories import make_month, make_plan, make_project, make_unit, make_user

pytestmark = pytest.mark.django_db


def test_a_change_names_field_old_and_new():
    project = make_project(total_investment=12_000)
    project.total_investment = 15_000
    project.is_hard_case = True
    project.start_due = date(2023, 3, 1)
    project._history_user = make_user(name="王科长")
    project.save()
    latest = changes(project)[0]
    assert (latest.kind, latest.subject, latest.by) == ("修改", "项目", "王科长")
    assert latest.text == (
        "总投资(万元)：12,000 → 15,000；计划开工日期：（空） → 2023-03-01；攻坚项目：否 → 是"
    )


def test_keys_are_shown_by_name_and_choices_by_label():
    project = make_project(unit=make_unit("甲镇"))
    project.unit = make_unit("乙镇")
    project.chain = IndustryChain.objects.create(name="新材料", tier="leading")
    project.level = "city"
    project.save()
    assert changes(project)[0].text == (
        "责任单位：甲镇 → 乙镇；产业链：（空） → 新材料；重点级别：（空） → 市重点"
    )


def test_records_of_the_project_are_named_by_month_and_year():
    project = make_project()
    plan = make_plan(project, 2023, 100)
    report = make_month(project, "2023-04", done=3)
    Suspension.objects.create(
        project=project, kind="suspended", from_on=date(2023, 5, 1), reason="等料"
    )
    report.amount = None
    report.save()
    plan.delete()
    found = [(change.kind, change.subject) for change in changes(project)]
    assert found == [
        ("删除", "2023年年度计划"),
        ("修改", "2023年4月月度报告"),
        ("新增", "停建终止记录"),
        ("新增", "2023年4月月度报告"),
        ("新增", "2023年年度计划"),
        ("新增", "项目"),
    ]
    assert changes(project)[1].text == "完成投资(万元)：3 → （空）"


def test_saving_without_a_change_is_no_change():
    project = make_project()
    project.save()
    assert [change.kind for change in changes(project)] == ["新增"]


def test_only_the_latest_are_shown_with_a_fixed_number_of_queries(django_assert_num_queries):
    project = make_project()
    for number in range(30):
        project.remarks = f"第{number}次"
        project.save()
    with django_assert_num_queries(8):
        found = changes(project)
    assert len(found) == 20
    assert found[0].text == "备注：第28次 → 第29次"


def test_a_file_behind_a_record_says_who_brought_it():
    project = make_project()
    record = PlanningRecord.objects.create(project=project, step="draft", on=date(2023, 5, 1))
    stored = {"area": "planning", "kind": "pdf", "size": 1, "sha256": "0", "file": "a.pdf"}
    by = make_user(name="王科长")
    file = Attachment.objects.create(unit=project.unit, name="论证.pdf", by=by, **stored)
    record.files.add(file)
    other = PlanningRecord.objects.create(project=make_project(), step="draft", on=record.on)
    other.files.add(file)
    latest = changes(project, "planning")[0]
    assert (latest.at, latest.by, latest.text) == (file.at, "王科长", "附件：论证.pdf")

"""Numbers without gaps or doubles, papers that never change, templates that are checked."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document

from assessment.actions.paper_templates import upload_template, use_default, use_template
from assessment.actions.papers import issue_paper
from assessment.choices.notices import PaperKind
from assessment.documents.official import default_template
from assessment.documents.templates import (
    FIELDS,
    NEEDED,
    TemplateRefusedError,
    check_template,
    fill_in,
    sample,
)
from assessment.models import Paper, PaperCounter, PaperTemplate
from projects.actions.versions import RefusedError
from projects.choices import Role
from tests.factories import make_unit, make_user

KIND = PaperKind.NOTICE
DAY = date(2023, 4, 3)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def drc():
    return make_user(Role.DRC)


def issue(by, kind: PaperKind = KIND, on: date = DAY, **values) -> Paper:
    filled = sample(kind) | values
    del filled["发文字号"]
    return issue_paper(kind=kind, unit=None, values=filled, on=on, by=by)


def content_of(paper: Paper) -> bytes:
    with paper.file.open("rb") as file:
        return file.read()


def words(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return "\n".join("".join(part.itertext()) for part in document.element.body)


def template(*lines: str, kind: PaperKind = KIND) -> bytes:
    """A template with everything that is needed, and these lines."""
    document = Document()
    for name in NEEDED[kind]:
        if name in {"事项", "要求"}:
            document.add_paragraph(f"{{%p for 项 in {name} %}}")
            document.add_paragraph("{{ 项 }}")
            document.add_paragraph("{%p endfor %}")
        else:
            document.add_paragraph(f"{{{{ {name} }}}}")
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.django_db
def test_one_series_a_kind_and_year(drc):
    marks = [
        issue(drc).mark,
        issue(drc).mark,
        issue(drc, PaperKind.CIRCULAR).mark,
        issue(drc, on=date(2024, 1, 2)).mark,
        issue(drc).mark,
    ]
    assert marks == [
        "宁发改督〔2023〕1号", "宁发改督〔2023〕2号", "宁发改通〔2023〕1号", "宁发改督〔2024〕1号",
        "宁发改督〔2023〕3号",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_paper_that_fails_gives_its_number_back(drc, monkeypatch):
    issue(drc)
    monkeypatch.setattr("assessment.actions.papers.default_template", lambda _: b"broken")
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is
        issue(drc)
    monkeypatch.undo()
    assert issue(drc).number == 2
    assert PaperCounter.objects.get().last == 2


@pytest.mark.django_db
def test_the_paper_stays_whatever_template_comes_later(drc):
    paper = issue(drc, 标题="关于甲的通知")
    before = content_of(paper)
    row = upload_template(kind=KIND, name="新.docx", content=template("新版"), by=drc)
    assert content_of(Paper.objects.get(pk=paper.pk)) == before
    later = issue(drc)
    assert (later.template, "新版" in words(content_of(later))) == (row, True)
    assert "关于甲的通知" in words(before)


@pytest.mark.django_db
def test_versions_and_the_way_back_to_the_default(drc):
    first = upload_template(kind=KIND, name="一.docx", content=template("一"), by=drc)
    second = upload_template(kind=KIND, name="二.docx", content=template("二"), by=drc)
    assert (first.number, second.number) == (1, 2)
    used = PaperTemplate.objects.filter(in_use=True)
    assert used.get() == second
    use_template(template=first, by=drc)
    assert used.get() == first
    use_default(kind=KIND, by=drc)
    assert not used.exists()
    assert issue(drc).template is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.GOV_OFFICE, Role.LEADER, Role.UNIT])
def test_only_the_bureau_replaces_templates(role):
    with pytest.raises(RefusedError):
        upload_template(
            kind=KIND, name="一.docx", content=template(),
            by=make_user(role, make_unit() if role == Role.UNIT else None),
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.LEADER, Role.COMMERCE, Role.AUDITOR])
def test_only_the_keepers_sign(role):
    with pytest.raises(RefusedError):
        issue(make_user(role))


@pytest.mark.parametrize("kind", PaperKind)
def test_the_default_passes_its_own_check_and_holds_every_value(kind):
    file = check_template(kind, "默认.docx", default_template(kind))
    text = words(fill_in(file.content, sample(kind)))
    for name in FIELDS[kind]:
        assert f"示例{name}" in text, name


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("{{ 文号 }}", "不认识的占位符：“{{ 文号 }}”", id="unknown"),
        pytest.param("{{ 标题.__class__ }}", "不能带", id="attribute"),
        pytest.param("{{ 标题 * 9999 }}", "不允许的指令", id="sum"),
        pytest.param("{{ range(9) }}", "不允许的指令", id="call"),
        pytest.param("{{ 标题|upper }}", "不允许的指令", id="filter"),
        pytest.param("{% for a in 标题 %}{% endfor %}", "循环只能用于", id="loop-over-a-text"),
        pytest.param("{% for a in 事项 %}", "指令有误", id="no-end"),
        pytest.param("{{ 标题", "指令有误", id="no-braces"),
        pytest.param("{% include '/etc/passwd' %}", "不允许的指令", id="include"),
        pytest.param("{% set a = 标题 %}", "不允许的指令", id="set"),
    ],
)
def test_what_a_template_may_not_say(line, message):
    with pytest.raises(TemplateRefusedError, match=message):
        check_template(KIND, "模板.docx", template(line))


@pytest.mark.parametrize("name", NEEDED[KIND])
def test_a_missing_placeholder_is_named(name):
    document = Document(io.BytesIO(template()))
    for paragraph in document.paragraphs:
        if f" {name} " in paragraph.text and "for" not in paragraph.text:
            paragraph.clear()
        elif f"in {name} " in paragraph.text:
            paragraph.runs[0].text = "{%p if 标题 %}"
            following = paragraph._p.getnext().getnext()
            following.getchildren()[0].getchildren()[0].text = "{%p endif %}"
            paragraph._p.getnext().clear()
    with pytest.raises(TemplateRefusedError, match=f"缺少必须有的占位符：“{{{{ {name} }}}}”"):
        check_template(KIND, "模板.docx", saved(document))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "空文件", id="empty"),
        pytest.param(b"%PDF-1.7", "不是 Word 文档", id="pdf"),
        pytest.param(b"PK\x03\x04broken", "已损坏", id="broken"),
    ],
)
def test_what_is_no_word_file(content, message):
    with pytest.raises(TemplateRefusedError, match=message):
        check_template(KIND, "模板.docx", content)


def test_a_template_with_parts_from_elsewhere_is_refused():
    source, target = io.BytesIO(template()), io.BytesIO()
    rels = "word/_rels/document.xml.rels"
    outside = (
        '<Relationship Id="r99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/attachedTemplate" Target="http://example.com/x.dotm"'
        ' TargetMode="External"/></Relationships>'
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == rels:
                data = data.replace(b"</Relationships>", outside.encode())
            new.writestr(name, data)
    with pytest.raises(TemplateRefusedError, match="外部内容"):
        check_template(KIND, "模板.docx", target.getvalue())


def test_values_are_words_and_never_markup():
    text = '甲<b>&"乙"</w:t>{{ 标题 }}'
    assert text in words(fill_in(template(), sample(KIND) | {"标题": text}))

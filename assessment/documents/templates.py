"""Templates that 发改局 can replace: checking an uploaded one, and filling one in.

A template is code. It may name the paper's values, repeat a list and leave out what is empty;
anything else is refused, and it is rendered in a sandbox with every value escaped.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

from defusedxml import ElementTree
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from assessment.choices.notices import PaperKind
from projects.files.content import CleanFile, FileError, clean_file
from projects.models.attachments import FileKind
from projects.parsing import quoted, tidy_text

Values = Mapping[str, str | Sequence[str]]
_SHARED = ("发文机关", "发文字号", "标题", "主送", "缘由", "事项", "要求", "成文日期", "抄送",
           "印发机关", "印发日期")  # fmt: skip
# What a template of a kind may name, and without which it would be no paper of that kind.
FIELDS: dict[PaperKind, tuple[str, ...]] = {
    PaperKind.NOTICE: (*_SHARED, "办理时限", "附件"),
    PaperKind.INTERVIEW: (*_SHARED, "约谈时间", "约谈地点", "约谈人", "被约谈人"),
    PaperKind.CIRCULAR: _SHARED,
}
_NEEDED = ("发文字号", "标题", "主送", "事项", "要求", "成文日期")
NEEDED: dict[PaperKind, tuple[str, ...]] = {
    PaperKind.NOTICE: (*_NEEDED, "办理时限"),
    PaperKind.INTERVIEW: (*_NEEDED, "约谈时间", "约谈地点"),
    PaperKind.CIRCULAR: _NEEDED,
}
LISTS = frozenset({"事项", "要求"})
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If, nodes.Not,
    nodes.And, nodes.Or, nodes.Getattr,
)  # fmt: skip
_LOOP = frozenset({"index", "first", "last"})
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class TemplateRefusedError(ValueError):
    """The template cannot be used; each of the messages is for the person."""

    def __init__(self, *messages: str) -> None:
        super().__init__("；".join(messages))
        self.messages = messages


def check_template(kind: PaperKind, name: str, content: bytes) -> CleanFile:
    """The file if a paper can be written from it; TemplateRefusedError names what is wrong.

    Its size, parts and instructions are looked at first, then it is filled in for trial.
    """
    file = _safe_file(name, content)
    _check_names(kind, _parsed(file.content))
    filled = fill_in(file.content, sample(kind))
    text = _text_of(filled)
    shown = sample(kind)
    lost = [f"“{{{{ {each} }}}}”" for each in NEEDED[kind] if _first(shown[each]) not in text]
    if lost:
        raise TemplateRefusedError(
            f"试填后看不到{'、'.join(lost)}的内容，请把占位符放在正文段落里，列表用循环逐条列出"
        )
    return file


def fill_in(template: bytes, values: Values) -> bytes:
    """The docx with the values in it; TemplateRefusedError where the template cannot be filled."""
    clean = {
        name: tidy_text(value) if isinstance(value, str) else [tidy_text(each) for each in value]
        for name, value in values.items()
    }
    document = DocxTemplate(BytesIO(template))
    try:
        document.render(clean, jinja_env=_environment(), autoescape=True)
        target = BytesIO()
        document.save(target)
    except TemplateError as error:
        raise TemplateRefusedError(_worded(error)) from None
    return target.getvalue()


def sample(kind: PaperKind) -> dict[str, str | list[str]]:
    """Made-up values for a trial: each names its field."""
    return {
        name: [f"示例{name}一", f"示例{name}二"] if name in LISTS else f"示例{name}"
        for name in FIELDS[kind]
    }


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _safe_file(name: str, content: bytes) -> CleanFile:
    try:
        file = clean_file(name, content)
    except FileError as error:
        raise TemplateRefusedError(str(error)) from None
    if file.kind is not FileKind.DOCX:
        raise TemplateRefusedError(f"{quoted(name)}不是 Word 文档，请上传 docx 文件")
    try:
        Document(BytesIO(file.content))
        outside = list(_outside(file.content))
    except Exception:  # a broken package fails in many ways
        raise TemplateRefusedError(f"{quoted(name)}已损坏，请用 Word 另存后再上传") from None
    if outside:
        raise TemplateRefusedError(f"模板链接了外部内容{quoted(outside[0])}，请删去后再上传")
    return file


def _outside(content: bytes) -> Iterator[str]:
    """What the document would load from elsewhere."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for entry in archive.namelist():
            if entry.endswith(".rels"):
                for relation in ElementTree.fromstring(archive.read(entry)):
                    if relation.get("TargetMode", "").lower() == "external":
                        yield relation.get("Target", "")


def _parsed(content: bytes) -> nodes.Template:
    """Every instruction of the document as one tree; refused where it cannot be read."""
    document = DocxTemplate(BytesIO(content))
    try:
        tree = _environment().parse("\n".join(_sources(document)))
    except TemplateError as error:
        raise TemplateRefusedError(_worded(error)) from None
    return tree


def _sources(document: Any) -> Iterator[str]:
    """The parts that are filled in: body, heads, feet, footnotes, properties."""
    document.init_docx()
    yield document.patch_xml(document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _, part in document.get_headers_footers(uri):
            yield document.patch_xml(document.get_part_xml(part))
    for part in document.docx.part.package.iter_parts():
        if part.content_type == _FOOTNOTES:
            yield document.patch_xml(part.blob.decode("utf-8"))
    for name in _PROPERTIES:
        yield getattr(document.docx.core_properties, name)


def _check_names(kind: PaperKind, tree: nodes.Template) -> None:
    wrong = [_unwelcome(node) for node in tree.find_all(nodes.Node)]
    named = find_undeclared_variables(tree)
    unknown = [f"“{{{{ {name} }}}}”" for name in sorted(named - set(FIELDS[kind]))]
    missing = [f"“{{{{ {name} }}}}”" for name in NEEDED[kind] if name not in named]
    messages = sorted({word for word in wrong if word})
    if unknown:
        known = "、".join(FIELDS[kind])
        messages.append(f"不认识的占位符：{'、'.join(unknown)}；{kind.label}可用：{known}")
    if missing:
        messages.append(f"缺少必须有的占位符：{'、'.join(missing)}")
    if messages:
        raise TemplateRefusedError(*messages)


def _unwelcome(node: nodes.Node) -> str:
    """Why an instruction is refused; "" if it is not."""
    if not isinstance(node, _ALLOWED):
        return f"第{node.lineno}段附近有不允许的指令，模板里只能用占位符、循环和条件"
    if isinstance(node, nodes.Getattr):
        own = isinstance(node.node, nodes.Name) and node.node.name == "loop"
        return "" if own and node.attr in _LOOP else f"占位符不能带“.{node.attr}”"
    if isinstance(node, nodes.For):
        listed = isinstance(node.iter, nodes.Name) and node.iter.name in LISTS
        return "" if listed and not node.recursive else "循环只能用于“事项”和“要求”"
    return ""


def _worded(error: TemplateError) -> str:
    return f"模板里的指令有误，请检查花括号是否成对、循环是否有结束：{quoted(error.message or '')}"


def _first(value: str | list[str]) -> str:
    return value if isinstance(value, str) else value[0]


def _text_of(content: bytes) -> str:
    """All words of the document's body, heads and feet."""
    document = Document(BytesIO(content))
    parts = [document.element.body]
    for section in document.sections:
        parts += [section.header._element, section.footer._element]
    return "".join(text for part in parts for text in part.itertext())

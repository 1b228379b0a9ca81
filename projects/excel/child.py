"""Reads a guarded workbook in a process of its own; run as a program, never imported.

    python -I child.py FILE SHEET...

Only the standard library, no entity, no tree: each sheet is streamed and only cells that hold
something are kept, so a lone cell far away costs nothing. The answer is JSON on stdout:
`{"sheets": [{name, hidden, rows, merged, far}], "names": [...]}` or `{"problem": "..."}`. A row is
`[number, [values]]`; a value is null, text, number, true / false, or a pair: `["date", iso]`,
`["percent", number]`, `["error", "#N/A"]`, `["formula", null]` for one without a stored value.
"""

import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import IO, Any
from xml.parsers import expat

MEMORY_LIMIT = 1024**3
CPU_SECONDS = 60
MAX_COLUMNS = 100
MAX_ROWS = 200_000
MAX_CELLS = 2_000_000
MAX_TEXT = 40_000
MAX_MERGED = 5_000

# Built-in formats that are dates; 27 to 36 and 50 to 58 are the Chinese ones (2023年3月1日).
BUILTIN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
BUILTIN_PERCENT = {9, 10}
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Handler = Callable[[str, dict[str, str]], None]


class RefusalError(Exception):
    """The workbook cannot be taken; the message is for the person who sent it."""


def local(name: str) -> str:
    return name.rpartition(" ")[2]


def no_document_type(*_: Any) -> None:
    raise RefusalError("文件内含文档类型定义，不是正常的工作簿，请用表格软件另存为 xlsx 后重新上传")


def parse(stream: IO[bytes], start: Handler, end: Callable[[str], None], text: Any = None) -> None:
    """Drive handlers over one part of the package; a document type is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = no_document_type
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.ParseFile(stream)


def elements(archive: zipfile.ZipFile, path: str) -> list[tuple[str, dict[str, str]]]:
    """Every element of a small part as (local name, attributes by local name), in order."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((local(name), {local(key): value for key, value in attributes.items()}))

    with archive.open(path) as stream:
        parse(stream, start, lambda name: found.append((f"/{local(name)}", {})))
    return found


def targets(archive: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Relations of a part: id to (kind, path inside the package)."""
    folder, name = posixpath.split(path)
    relations = {}
    for tag, attributes in elements(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
            kind = attributes["Type"].rpartition("/")[2]
            relations[attributes["Id"]] = (kind, target.lstrip("/"))
    return relations


def unescaped(text: str) -> str:
    """`_x000D_` and the like are how the format writes characters that XML cannot hold."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if len(text) > MAX_TEXT:
        raise RefusalError("有单元格的文字超过40000字，请缩短后重新上传")
    return text


class Texts:
    """Gathers the text of one string item; phonetic hints are not part of it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.taking = self.phonetic = False

    def start(self, tag: str) -> None:
        if tag == "rPh":
            self.phonetic = True
        elif tag == "t":
            self.taking = not self.phonetic

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self.phonetic = False
        elif tag == "t":
            self.taking = False

    def take(self) -> str:
        text, self.parts = "".join(self.parts), []
        return unescaped(text)


def shared_strings(archive: zipfile.ZipFile, path: str) -> list[str]:
    strings: list[str] = []
    texts = Texts()

    def end(name: str) -> None:
        tag = local(name)
        texts.end(tag)
        if tag == "si":
            strings.append(texts.take())

    def data(text: str) -> None:
        if texts.taking:
            texts.parts.append(text)

    with archive.open(path) as stream:
        parse(stream, lambda name, _: texts.start(local(name)), end, data)
    return strings


def is_date(code: str) -> bool:
    bare = _NOT_CODE.sub("", code.partition(";")[0])
    return "general" not in bare.lower() and re.search(r"[dmhysDMHYS]", bare) is not None


def styles(archive: zipfile.ZipFile, path: str) -> dict[str, str]:
    """Style index (as the cells write it) to "date" or "percent"; all others are left out."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False
    for tag, attributes in elements(archive, path):
        if tag == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "/cellXfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            formats.append(int(attributes.get("numFmtId", 0)))
    kinds = {}
    for index, number in enumerate(formats):
        code = codes.get(number)
        if number in BUILTIN_DATES if code is None else is_date(code):
            kinds[str(index)] = "date"
        elif number in BUILTIN_PERCENT if code is None else "%" in _NOT_CODE.sub("", code):
            kinds[str(index)] = "percent"
    return kinds


def column_of(reference: str) -> int:
    """Column index from 0 of a reference such as AB12."""
    column = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return column - 1


class Sheet:
    """Handlers over one sheet; `rows` holds [number, values] of rows that hold something."""

    def __init__(self, strings: list[str], kinds: dict[str, str], epoch: datetime) -> None:
        self.strings, self.kinds, self.epoch = strings, kinds, epoch
        self.rows: list[list[Any]] = []
        self.far: list[list[Any]] = []
        self.merged: list[str] = []
        self.values: list[Any] = []
        self.row = self.column = self.cells = 0
        self.type = self.style = ""
        self.value: list[str] = []
        self.texts = Texts()
        self.taking = self.formula = self.stored = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "c":
            self.start_cell(attributes)
        elif tag == "v":
            self.taking = self.stored = True
        elif tag == "row":
            self.row = int(float(attributes.get("r", self.row + 1)))
            self.values, self.column = [], -1
        elif tag == "f":
            self.formula = True
        elif tag in ("t", "rPh"):
            self.texts.start(tag)
        elif tag == "mergeCell" and len(self.merged) < MAX_MERGED:
            self.merged.append(attributes["ref"])

    def start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self.column = column_of(reference) if reference else self.column + 1
        self.type = attributes.get("t", "n")
        self.style = attributes.get("s", "")
        self.value = []
        self.formula = self.stored = False
        if self.column < 0:
            raise RefusalError("文件内容已损坏，请用表格软件另存为 xlsx 后重新上传")

    def data(self, text: str) -> None:
        if self.taking:
            self.value.append(text)
        elif self.texts.taking:
            self.texts.parts.append(text)

    def end(self, name: str) -> None:
        tag = local(name)
        if tag == "v":
            self.taking = False
        elif tag == "c":
            self.keep(self.read())
        elif tag == "row":
            self.end_row()
        elif tag in ("t", "rPh"):
            self.texts.end(tag)

    def keep(self, value: Any) -> None:
        if value is None:
            return
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise RefusalError(f"工作簿的内容超过{MAX_CELLS}格，请分成几个文件上传")
        if self.column >= MAX_COLUMNS:
            if len(self.far) < MAX_MERGED:
                self.far.append([self.row, self.column])
            return
        self.values.extend([None] * (self.column + 1 - len(self.values)))
        self.values[self.column] = value

    def end_row(self) -> None:
        if self.values:
            self.rows.append([self.row, self.values])
            if len(self.rows) > MAX_ROWS:
                raise RefusalError(f"工作表超过{MAX_ROWS}行，请分成几个文件上传")

    def read(self) -> Any:
        if self.type == "inlineStr":
            return self.texts.take() or None
        raw = "".join(self.value)
        if not raw:
            missing = self.formula and not (self.stored and self.type == "str")
            return ["formula", None] if missing else None
        if self.type == "n":
            return self.number(raw)
        if self.type == "s":
            return self.strings[int(raw)] or None
        if self.type == "str":
            return unescaped(raw) or None
        if self.type == "b":
            return raw.strip() in ("1", "true")
        if self.type == "d":
            return ["date", datetime.fromisoformat(raw.replace("Z", "")).isoformat()]
        return ["error", raw]

    def number(self, raw: str) -> Any:
        value: int | float
        try:
            value = int(raw)
        except ValueError:
            value = float(raw)
            if value.is_integer() and abs(value) < 10**15:
                value = int(value)
        kind = self.kinds.get(self.style)
        if kind == "date":
            return self.date(value)
        if kind == "percent":
            return ["percent", value]
        if isinstance(value, float) and not abs(value) < float("inf"):
            return ["error", raw]
        return value

    def date(self, serial: int | float) -> Any:
        try:
            moment = self.epoch + timedelta(seconds=round(serial * 86_400))
        except (OverflowError, ValueError):
            return ["error", str(serial)]
        return ["date", moment.isoformat()]


def read_sheet(archive: zipfile.ZipFile, path: str, sheet: Sheet) -> dict[str, Any]:
    with archive.open(path) as stream:
        parse(stream, sheet.start, sheet.end, sheet.data)
    return {"rows": sheet.rows, "far": sheet.far, "merged": sheet.merged}


def read_book(archive: zipfile.ZipFile, wanted: set[str]) -> dict[str, Any]:
    roots = targets_of_package(archive)
    book = next((path for kind, path in roots if kind == "officeDocument"), None)
    if book is None:
        raise RefusalError("不是 Excel 工作簿，请用表格软件另存为 xlsx 后重新上传")
    relations = targets(archive, book)
    parts = dict(relations.values())
    strings = shared_strings(archive, parts["sharedStrings"]) if "sharedStrings" in parts else []
    kinds = styles(archive, parts["styles"]) if "styles" in parts else {}
    epoch, listed = datetime(1899, 12, 30), []
    for tag, attributes in elements(archive, book):
        if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch = datetime(1904, 1, 1)
        elif tag == "sheet":
            listed.append(attributes)
    sheets = []
    for attributes in chosen(listed, wanted):
        kind, path = relations[attributes["id"]]
        if kind != "worksheet":
            continue
        content = read_sheet(archive, path, Sheet(strings, kinds, epoch))
        hidden = attributes.get("state", "visible") != "visible"
        sheets.append({"name": attributes["name"].strip(), "hidden": hidden, **content})
    return {"sheets": sheets, "names": [attributes["name"] for attributes in listed]}


def chosen(listed: Iterable[dict[str, str]], wanted: set[str]) -> Iterator[dict[str, str]]:
    seen = set()
    for attributes in listed:
        name = attributes["name"].strip()
        if name in wanted:
            if name in seen:
                raise RefusalError(f"有两个名为“{name}”的工作表，请只留一个")
            seen.add(name)
            yield attributes


def targets_of_package(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    return list(targets(archive, "").values())


def main(path: str, wanted: list[str]) -> dict[str, Any]:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        with zipfile.ZipFile(path) as archive:
            return read_book(archive, set(wanted))
    except RefusalError as refusal:
        return {"problem": str(refusal)}


if __name__ == "__main__":
    json.dump(main(sys.argv[1], sys.argv[2:]), sys.stdout)

"""Who may import whom: `ningyang.urls → assessment → projects`, and the order inside an app."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
APPS = ("projects", "assessment", "ningyang")
# What each may import of the three; nothing leads back.
MAY_IMPORT = {
    "projects": {"projects"},
    "assessment": {"assessment", "projects"},
    "ningyang": {"ningyang", "assessment", "projects"},
}

# Inside an app, by rank: a module imports from its own rank and those before it. A module named
# for a topic (completion, explain) stands with the queries.
ORDER = (
    ("choices", "periods", "weeks", "rules"),
    ("permissions", "clock"),
    ("models",),
    ("queries",),
    ("actions", "cards", "excel", "bulletin", "documents", "demo"),
    ("tasks", "forms", "filters", "listing", "views", "admin", "templatetags", "management"),
    ("urls", "apps"),
)
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
TOPIC = RANK["queries"]

# Calls that name a model or module by string.
BY_STRING = {
    "ForeignKey",
    "OneToOneField",
    "ManyToManyField",
    "get_model",
    "import_string",
    "import_module",
}


# The one call up: an action puts its own task on the queue, by a late import.
ENQUEUES = {
    ("assessment/actions/assess.py", "assessment.tasks.assess_now"),
    ("projects/excel/jobs.py", "projects.tasks.work_on_import"),
}


class Import(NamedTuple):
    path: str
    line: int
    module: str


class _Reader(ast.NodeVisitor):
    """All imports of one file, by statement or by string; those for type checkers aside."""

    def __init__(self, path: str) -> None:
        self.path, self.found = path, []

    def _add(self, node: ast.AST, module: str) -> None:
        self.found.append(Import(self.path, node.lineno, module))

    def visit_If(self, node: ast.If) -> None:
        if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        assert node.level == 0, f"{self.path}:{node.lineno}: imports are absolute here"
        for alias in node.names:
            self._add(node, f"{node.module}.{alias.name}")

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in BY_STRING:
            values = [*node.args, *(word.value for word in node.keywords if word.arg == "to")]
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    self._add(node, value.value)
        self.generic_visit(node)


def imports_in(path: str, source: str) -> list[Import]:
    reader = _Reader(path)
    reader.visit(ast.parse(source))
    return reader.found


def backward(found: Import) -> bool:
    """Whether the import leads back to another app or to `ningyang`."""
    app, target = found.path.split("/")[0], found.module.split(".")[0]
    return target in APPS and target not in MAY_IMPORT[app]


def _topic(dotted: str) -> str:
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else ""


def upward(found: Import) -> bool:
    """Whether the import leads up inside its own app."""
    own = found.path.removesuffix(".py").replace("/", ".")
    if own.split(".")[0] == "ningyang" or found.module.split(".")[0] != own.split(".")[0]:
        return False
    return RANK.get(_topic(found.module), TOPIC) > RANK.get(_topic(own), TOPIC)


def _files() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    return [
        found
        for path in _files()
        for found in imports_in(str(path.relative_to(ROOT)), path.read_text())
    ]


def test_no_app_imports_back(imports):
    assert [found for found in imports if backward(found)] == []


def test_no_module_imports_up(imports):
    found_up = {(found.path, found.module) for found in imports if upward(found)}
    assert found_up - ENQUEUES == set()


def test_rules_know_neither_clock_nor_database(imports):
    pure = {"periods.py", "weeks.py", "rules.py"}
    bad = ("django", "projects.clock", "projects.models", "assessment.models")
    assert [
        found
        for found in imports
        if (found.path.split("/")[-1] in pure or "/rules/" in found.path)
        and found.module.startswith(bad)
    ] == []


def test_modules_stay_short():
    assert {
        str(path): lines
        for path in _files()
        if (lines := len(path.read_text().splitlines())) >= 400
    } == {}


def test_no_module_is_a_dump():
    names = {path.stem for path in _files()}
    assert not names & {"utils", "helpers", "common", "misc", "signals", "managers"}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("projects/x.py", "from assessment.models import Card", id="statement"),
        pytest.param("projects/x.py", "import assessment.rules", id="plain-import"),
        pytest.param("projects/x.py", "def f():\n from assessment import rules", id="inside"),
        pytest.param("projects/x.py", 'models.ForeignKey("assessment.Card")', id="foreign-key"),
        pytest.param("projects/x.py", 'apps.get_model("assessment.Card")', id="get-model"),
        pytest.param("projects/x.py", 'get_model("assessment", "Card")', id="get-model-two"),
        pytest.param("projects/x.py", 'f(x=ForeignKey(to="assessment.Card"))', id="keyword"),
        pytest.param("assessment/x.py", "from ningyang.celery import app", id="site"),
    ],
)
def test_a_way_back_is_seen(path, source):
    assert any(backward(found) for found in imports_in(path, source))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("projects/models/x.py", "from projects.queries import y", id="query"),
        pytest.param("assessment/rules.py", "from assessment.models import Card", id="rule"),
        pytest.param("assessment/completion.py", "from assessment.views import x", id="view"),
        pytest.param("assessment/actions/x.py", "import assessment.urls", id="urls"),
    ],
)
def test_a_way_up_is_seen(path, source):
    assert any(upward(found) for found in imports_in(path, source))


def test_imports_for_type_checkers_are_no_dependency():
    source = "if TYPE_CHECKING:\n    from projects.models import User"
    assert imports_in("projects/permissions.py", source) == []

"""Pages load nothing from outside and hold no inline script or style (strict CSP)."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = sorted(
    path for path in (ROOT / "ningyang" / "static").rglob("*") if path.suffix in {".css", ".js"}
)

FORBIDDEN = {
    "outside-address": r"""(?:src|href|action|data|poster)\s*=\s*["']?\s*(?:https?:)?//""",
    "inline-script": r"<script(?![^>]*\bsrc=)(?![^>]*type=.application/json)[^>]*>",
    "inline-style": r"<style\b",
    "style-attribute": r"\sstyle\s*=",
    "event-attribute": r"<[^>]*\son[a-z]+\s*=",
    "script-address": r"javascript:",
    "unescaped": r"\|\s*safe\b|\bsafeseq\b|autoescape\s+off",
}
FORBIDDEN_STATIC = {
    "outside-address": r"""url\(\s*["']?\s*(?:https?:)?//|["']https?://(?!www\.w3\.org/)""",
    "import": r"@import",
    "too-new-for-old-browsers": r"\boklch\(|@layer\b|:has\(|@container\b",
    "code-from-text": r"\beval\(|\bnew Function\(|\.innerHTML\b|document\.write",
}


def faults(text: str, forbidden: dict[str, str]) -> list[str]:
    return [name for name, pattern in forbidden.items() if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template(path):
    assert faults(path.read_text(), FORBIDDEN) == []


@pytest.mark.parametrize("path", STATIC, ids=lambda path: path.name)
def test_static_file(path):
    without_comments = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert faults(without_comments, FORBIDDEN_STATIC) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "outside-address"),
        ("<img src=//cdn.example/x.png>", "outside-address"),
        ("<script>alert(1)</script>", "inline-script"),
        ("<style>p{}</style>", "inline-style"),
        ('<p class="a" style="color:red">', "style-attribute"),
        ('<a href="#" onclick="x()">', "event-attribute"),
        ('<a href="javascript:x()">', "script-address"),
        ("{{ name|safe }}", "unescaped"),
    ],
    ids=lambda value: value if "<" not in value else "",
)
def test_a_fault_is_seen(text, fault):
    assert fault in faults(text, FORBIDDEN)


def test_what_is_allowed_passes():
    text = """<script src="{% static 'ningyang/app.js' %}" defer></script>{{ rows|json_script:"x" }}
    <a href="/projects/">项目</a><link rel="stylesheet" href="{% static 'ningyang/app.css' %}">"""
    assert faults(text, FORBIDDEN) == []


@pytest.mark.parametrize(
    "path", [path for path in STATIC if path.suffix == ".css"], ids=lambda path: path.name
)
def test_every_block_of_a_style_sheet_is_closed(path):
    """A block left open swallows all rules after it, and no browser says so."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    depth = 0
    for line in text.splitlines():
        assert depth == 0 or line.startswith((" ", "}")) or not line, line
        depth += line.count("{") - line.count("}")
    assert depth == 0

"""Papers and photos of the demonstration: one made-up picture, one page of minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from PIL import Image, ImageDraw

from projects.actions.attachments import store_files
from projects.choices.areas import Area
from projects.files.content import clean_file
from projects.models import Attachment, Unit

if TYPE_CHECKING:
    from assessment.demo.stages import Stage


@dataclass
class Papers:
    """One made-up paper a unit, all of them the same picture."""

    found: dict[int, Attachment]

    def of(self, unit_id: int) -> Attachment:
        return self.found[unit_id]


def papers(stage: "Stage", area: Area, units: Iterable[Unit], name: str) -> Papers:
    """The picture as a paper of each unit in one subject, stored once."""
    units = list(units)
    if not units:
        return Papers({})
    file = clean_file(name, _picture())
    (first,) = store_files(files=[file], unit=units[0], area=area, by=stage.clerk(units[0]))
    others = Attachment.objects.bulk_create(_same(first, unit) for unit in units[1:])
    return Papers({row.unit_id: row for row in (first, *others) if row.unit_id})


def minutes(stage: "Stage", area: Area, name: str, text: str) -> Attachment:
    """A page of the county's own, as a text document."""
    page = Document()
    page.add_paragraph(text)
    target = BytesIO()
    page.save(target)
    files = [clean_file(name, target.getvalue())]
    return store_files(files=files, unit=None, area=area, by=stage.by)[0]


def _same(first: Attachment, unit: Unit) -> Attachment:
    values = {
        name: getattr(first, name)
        for name in ("area", "name", "kind", "size", "sha256", "file", "thumbnail", "by")
    }
    return Attachment(unit=unit, **values)


def _picture() -> bytes:
    """Ground, a wall and a crane: enough to see that there is a picture."""
    picture = Image.new("RGB", (640, 480), "#cfe3f5")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 340, 640, 480), fill="#a98f6a")
    draw.rectangle((120, 220, 360, 340), fill="#8c9aa8")
    draw.line((430, 340, 430, 80), fill="#d08a1e", width=10)
    draw.line((300, 90, 590, 90), fill="#d08a1e", width=8)
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()

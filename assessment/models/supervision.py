"""What the tables of supervision share."""

from typing import TYPE_CHECKING, Self

from projects.choices import Role
from projects.choices.areas import Area
from projects.models.visibility import UnitScopedQuerySet
from projects.permissions import reads_area, role_of

if TYPE_CHECKING:
    from projects.permissions import Person


class SupervisedQuerySet(UnitScopedQuerySet):
    """Rows of a unit: its own for its clerk; all for who reads supervision; none for others."""

    def visible_to(self, user: "Person") -> Self:
        if not reads_area(user, Area.SUPERVISION):
            return self.none()
        if role_of(user) is Role.UNIT:
            return self.of_unit(user)
        return self.all()

    def of_unit(self, user: "Person") -> Self:
        """Those of a clerk's own unit."""
        return self.filter(**{self.unit_path: getattr(user, "unit_id", None)})

"""`visible_to(user)`: the one gate through which rows reach a person."""

from typing import TYPE_CHECKING, Self

from django.db import models

from projects.choices import Role
from projects.permissions import reads_county, role_of

if TYPE_CHECKING:
    from projects.permissions import Person


class UnitScopedQuerySet(models.QuerySet):
    """Rows that belong to a unit; a subclass names the path to it."""

    unit_path = "unit"

    def visible_to(self, user: "Person") -> Self:
        """All rows for the county's readers, a unit's own for its clerk, none for others."""
        if reads_county(user):
            return self.all()
        if user.is_authenticated and role_of(user) is Role.UNIT:
            return self.filter(**{self.unit_path: user.unit_id})
        return self.none()


class ProjectScopedQuerySet(UnitScopedQuerySet):
    """Rows that belong to a project."""

    unit_path = "project__unit"

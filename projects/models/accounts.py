"""Accounts: one person, one role, and for a clerk the unit."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from projects.choices import Role
from projects.models.fields import trail
from projects.models.units import Unit
from projects.permissions import STAFF


class AccountManager(UserManager):
    """No account stands above the roles: createsuperuser makes a system administrator."""

    def create_superuser(self, username, email=None, password=None, **extra):
        return self.create_user(username, email, password, **{**extra, "role": Role.SYSADMIN})


class User(AbstractUser):
    """账号; the role alone decides what it may do (`projects.permissions`)."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=30, blank=True)
    role = models.CharField("角色", max_length=12, choices=Role)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="users",
        verbose_name="责任单位",
        null=True,
        blank=True,
    )

    objects = AccountManager()  # type: ignore[misc]
    history = trail("账号", excluded_fields=["password", "last_login"])

    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["username"]
        verbose_name = verbose_name_plural = "账号"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role=Role.UNIT, unit__isnull=False)
                | (~models.Q(role=Role.UNIT) & models.Q(unit__isnull=True)),
                name="user_unit_matches_role",
                violation_error_message="责任单位账号须选择单位，其他角色不选单位",
            ),
            models.CheckConstraint(
                condition=models.Q(is_superuser=False),
                name="user_no_superuser",
                violation_error_message="本系统不设超级用户，请选择角色",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def save(self, *args, **kwargs):
        self.is_staff = self.role in STAFF
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

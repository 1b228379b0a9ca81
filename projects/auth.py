"""Signing in, and Django's permissions answered from the role."""

from django.contrib.auth.backends import ModelBackend

from projects.models import User
from projects.permissions import may_in_admin


class RoleBackend(ModelBackend):
    """Passwords as Django keeps them; permissions from `projects.permissions` alone."""

    def get_user(self, user_id):
        """With the unit, which stands at the top of every page."""
        found = User.objects.select_related("unit").filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None

    def has_perm(self, user_obj, perm, obj=None):  # noqa: ARG002 - rows are gated by visible_to
        app, _, codename = perm.partition(".")
        action, _, model = codename.partition("_")
        return may_in_admin(user_obj, action, f"{app}.{model}")

    def has_module_perms(self, user_obj, app_label):
        return app_label in {"projects", "assessment"} and user_obj.is_staff

    def get_all_permissions(self, user_obj, obj=None):  # noqa: ARG002
        return set()

"""账号: the system administrator creates them; no figures here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group

from projects.admin.base import TrailAdmin
from projects.models import User

admin.site.unregister(Group)


class AccountForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = User
        fields = ["username", "password", "name", "role", "unit", "is_active"]


class NewAccountForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ["username", "name", "role", "unit"]


@admin.register(User)
class AccountAdmin(TrailAdmin, UserAdmin):
    form = AccountForm
    add_form = NewAccountForm
    list_display = ["username", "name", "role", "unit", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    list_select_related = ["unit"]
    search_fields = ["username", "name", "unit__name"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        ("登录", {"fields": ["username", "password", "is_active"]}),
        ("身份", {"fields": ["name", "role", "unit"], "description": "责任单位账号须选择单位"}),
        ("时间", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        ("登录", {"fields": ["username", "password1", "password2"]}),
        ("身份", {"fields": ["name", "role", "unit"], "description": "责任单位账号须选择单位"}),
    ]

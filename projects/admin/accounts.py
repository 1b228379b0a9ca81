"""账号: the system administrator creates them; no figures here."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group
from django.utils.html import format_html
from django.utils.safestring import SafeString

from projects.admin.base import TrailAdmin
from projects.models import User

admin.site.unregister(Group)


USERNAME_HELP = {"username": "不超过150个字，只能用字母、汉字、数字和 @ . + - _"}
MAIL_HELP = {"email": "责任单位填报员的到期提醒发到这里，不填就只在首页提醒。"}
UNIT_NOTE = "“责任单位”角色须选择单位，其他角色不选。"


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["username", "name", "role", "unit", "email", "is_active"]
        help_texts = (
            USERNAME_HELP | MAIL_HELP | {"is_active": "离岗人员取消勾选即可停用，账号不删除。"}
        )


class NewAccountForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "name", "role", "unit", "email")
        help_texts = USERNAME_HELP | MAIL_HELP


@admin.register(User)
class AccountAdmin(TrailAdmin, UserAdmin):
    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    list_display = ["username", "name", "role", "unit", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    list_select_related = ["unit"]
    search_fields = ["username", "name", "unit__name"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["password_link", "last_login", "date_joined"]
    fieldsets = [
        ("登录", {"fields": ["username", "password_link", "is_active"]}),
        ("身份", {"fields": ["name", "role", "unit", "email"], "description": UNIT_NOTE}),
        ("时间", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        ("登录", {"fields": ["username", "password1", "password2"]}),
        ("身份", {"fields": ["name", "role", "unit", "email"], "description": UNIT_NOTE}),
    ]

    @admin.display(description="密码")
    def password_link(self, user: User) -> SafeString:
        return format_html('<a href="{}">重新设置密码</a>', f"../../{user.pk}/password/")

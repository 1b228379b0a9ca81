"""Signing in and out, and changing one's own password."""

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.urls import reverse_lazy


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "用户名或密码不对，请重新输入（区分大小写）。连续输错会被暂时锁定。",
        "inactive": "该账号已停用，请联系系统管理员。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["username"].error_messages["required"] = "请填写用户名"
        self.fields["password"].error_messages["required"] = "请填写密码"
        for field in self.fields.values():
            field.label_suffix = ""
        if not self.is_bound:
            self.fields["username"].widget.attrs["autofocus"] = True


class SignIn(LoginView):
    form_class = SignInForm
    redirect_authenticated_user = True


class ChangePassword(PasswordChangeView):
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm):
        messages.success(self.request, "密码已修改，下次登录请用新密码。")
        return super().form_valid(form)

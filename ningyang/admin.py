"""The admin's frame: base data and the trail, behind the site's own sign-in."""

from django.contrib.admin import AdminSite
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class Site(AdminSite):
    """Signing in, out and changing the password are the site's pages, not a second set."""

    site_title = site_header = "宁阳县重点项目全链条推进 管理后台"
    index_title = "基础数据与变更记录"
    final_catch_all_view = False

    def get_urls(self):
        """Without the page after a new password, and the way from any row's number to its page."""
        left_out = {"password_change_done", "view_on_site"}
        return [url for url in super().get_urls() if getattr(url, "name", "") not in left_out]

    def login(self, request: HttpRequest, extra_context=None) -> HttpResponse:  # noqa: ARG002
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request: HttpRequest, extra_context=None):  # noqa: ARG002
        return LogoutView.as_view(next_page="login")(request)

    def password_change(self, request: HttpRequest, extra_context=None):  # noqa: ARG002
        return redirect("password_change")

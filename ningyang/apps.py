"""Puts the site's own admin in place of the stock one."""

from django.contrib.admin.apps import AdminConfig


class NingyangAdminConfig(AdminConfig):
    default_site = "ningyang.admin.Site"

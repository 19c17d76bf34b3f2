"""The style guide at /guide/, beside the site's own addresses."""

from django.urls import include, path

from portal.accounts.gate import public
from tests.ui.guide import guide

urlpatterns = [path("guide/", public(guide)), path("", include("portal.urls"))]

from django.urls import URLPattern, URLResolver, path

from portal.accounts import home, signin

app_name = "accounts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("login/", signin.login_view, name="login"),
    path("logout/", signin.logout_view, name="logout"),
]

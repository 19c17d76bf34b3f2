from django.urls import URLPattern, URLResolver, path

from portal.accounts import enrolment, home, signin, views_account, views_people, views_second_factor, welcome

app_name = "accounts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("login/", signin.login_view, name="login"),
    path("login/second-factor/", views_second_factor.second_factor_view, name="second_factor"),
    path("logout/", signin.logout_view, name="logout"),
    path("enrol/", enrolment.enrol, name="enrol"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/<str:token>/", welcome.link, name="welcome_link"),
    path("account/", views_account.account, name="account"),
    path("account/step-up/", views_second_factor.step_up_view, name="step_up"),
    path("account/password/", views_account.password, name="password"),
    path("account/second-factor/", enrolment.replace, name="replace_second_factor"),
    path("account/recovery-codes/", views_account.recovery_codes, name="recovery_codes"),
    path("account/sessions/others/revoke/", views_account.revoke_other_sessions, name="revoke_others"),
    path("account/sessions/<str:reference>/revoke/", views_account.revoke_session, name="revoke_session"),
    path("account/tokens/new/", views_account.new_token, name="new_token"),
    path("account/tokens/<str:prefix>/revoke/", views_account.revoke_token, name="revoke_token"),
    path("people/", views_people.people, name="people"),
    path("people/new/", views_people.new_person, name="new_person"),
    path("people/<str:name>/", views_people.person_page, name="person"),
    path("people/<str:name>/roles/", views_people.change_roles, name="change_roles"),
    path("people/<str:name>/grants/", views_people.change_grants, name="change_grants"),
    path("people/<str:name>/deactivate/", views_people.deactivate, name="deactivate"),
    path("people/<str:name>/reactivate/", views_people.reactivate, name="reactivate"),
    path("people/<str:name>/reset/", views_people.reset, name="reset"),
]

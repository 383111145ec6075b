from django.urls import URLPattern, URLResolver, path

from bubuhan.accounts import signin, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("masuk/", signin.sign_in, name="account_login"),
    path("masuk/kode/", signin.second_factor, name="mfa_authenticate"),
    path("masuk/kunci-sandi/", signin.passkey_sign_in, name="mfa_login_webauthn"),
    path("masuk/tidak-aktif/", signin.inactive, name="account_inactive"),
    path("keluar/", signin.sign_out, name="account_logout"),
    path("mulai/<str:token>/", views.begin, name="begin"),
    path("akun/", views.account, name="mfa_index"),
    path("akun/kata-sandi/", signin.password_change, name="account_change_password"),
    path("akun/konfirmasi/", signin.confirm, name="account_reauthenticate"),
    path("akun/konfirmasi/kode/", signin.confirm_code, name="mfa_reauthenticate"),
    path(
        "akun/konfirmasi/kunci-sandi/", signin.confirm_passkey, name="mfa_reauthenticate_webauthn"
    ),
    path("akun/aplikasi-pengaman/", signin.totp_on, name="mfa_activate_totp"),
    path("akun/aplikasi-pengaman/matikan/", signin.totp_off, name="mfa_deactivate_totp"),
    path("akun/kode-cadangan/", signin.recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/kode-cadangan/baru/", signin.recovery_codes_new, name="mfa_generate_recovery_codes"),
    path("akun/kunci-sandi/tambah/", signin.passkey_add, name="mfa_add_webauthn"),
    path("akun/kunci-sandi/<int:pk>/hapus/", signin.passkey_remove, name="mfa_remove_webauthn"),
    path("akun/keluarkan-lain/", signin.browsers_out, name="usersessions_list"),
]

from django.urls import URLPattern, URLResolver, path

from bubuhan.accounts import signin, views, views_phones, views_users

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
    path("perangkat/", views_phones.phones, name="phones"),
    path("perangkat/tanpa-hp/", views_phones.without_phone, name="without-phone"),
    path("perangkat/jam/", views_phones.bar_clock, name="phones-clock"),
    path("perangkat/kode/", views_phones.make_code, name="make-code"),
    path("perangkat/<uuid:device_id>/", views_phones.phone, name="phone-page"),
    path("perangkat/<uuid:device_id>/serahkan/", views_phones.hand_over, name="phone-handover"),
    path(
        "perangkat/<uuid:device_id>/serahkan/kode/",
        views_phones.handover_code,
        name="phone-handover-code",
    ),
    path("perangkat/<uuid:device_id>/pin/", views_phones.pin_code, name="phone-pin"),
    path("perangkat/<uuid:device_id>/cabut/", views_phones.revoke, name="phone-revoke"),
    path("pengguna/", views_users.people, name="users"),
    path("pengguna/baru/", views_users.new, name="user-new"),
    path("pengguna/<uuid:user_id>/", views_users.person, name="user-page"),
    path("pengguna/<uuid:user_id>/tautan/", views_users.reset, name="user-reset"),
    path("pengguna/<uuid:user_id>/tutup/", views_users.deactivate, name="user-deactivate"),
    path("pengguna/<uuid:user_id>/buka/", views_users.reactivate, name="user-reactivate"),
]

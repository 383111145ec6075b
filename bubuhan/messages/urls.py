"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from bubuhan.messages.views import pages, push, settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("pesan/", pages.desk, name="messages"),
    path("pesan/nomor/<int:mark_id>/pulihkan/", pages.forget_mark, name="mark-forget"),
    path("pesan/<uuid:message_id>/", pages.one, name="message"),
    path("pesan/<uuid:message_id>/ulang/", pages.retry, name="message-retry"),
    path("pemberitahuan/", pages.inbox, name="inbox"),
    path("pemberitahuan/lonceng/", pages.bell, name="bell"),
    path("pemberitahuan/dibaca/", pages.read, name="inbox-read"),
    path("pemberitahuan/pekerja.js", push.worker, name="push-worker"),
    path("pemberitahuan/kunci/", push.key, name="push-key"),
    path("pemberitahuan/nyalakan/", push.on, name="push-on"),
    path("pemberitahuan/matikan/", push.off, name="push-off"),
    path("pemberitahuan/ganti/", push.renew, name="push-renew"),
    path("pemberitahuan/cara/", pages.prefer, name="inbox-prefer"),
    path("pemberitahuan/uji/", pages.test, name="inbox-test"),
    path("pemberitahuan/<uuid:message_id>/", pages.go, name="inbox-go"),
    path("pengaturan/pesan/", settings.home, name="message-settings"),
    path("pengaturan/pesan/saluran/", settings.save_channel, name="channel-save"),
    path(
        "pengaturan/pesan/saluran/<uuid:setting_id>/uji/", settings.try_channel, name="channel-try"
    ),
    path("pengaturan/pesan/kata/", settings.save_words, name="words-save"),
    path("pengaturan/pesan/kata/bawaan/", settings.usual_words, name="words-usual"),
]

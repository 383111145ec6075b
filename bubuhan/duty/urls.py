from django.urls import URLPattern, URLResolver, path

from bubuhan.duty.views import roster, settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("piket/", roster.week, name="duty"),
    path("piket/tambah/", roster.add, name="duty-add"),
    path("piket/salin/", roster.copy, name="duty-copy"),
    path("piket/pola/", roster.patterns, name="duty-patterns"),
    path("piket/pola/<uuid:pattern_id>/akhiri/", roster.end_pattern, name="duty-pattern-end"),
    path("piket/kebutuhan/", roster.wanted, name="duty-needs"),
    path("piket/kebutuhan/simpan/", roster.save_wanted, name="duty-need-save"),
    path("piket/tukar/<uuid:swap_id>/", roster.answer_swap, name="duty-swap-answer"),
    path("piket/<uuid:shift_id>/", roster.shift, name="duty-shift"),
    path("piket/<uuid:shift_id>/batal/", roster.cancel, name="duty-cancel"),
    path("piket/<uuid:shift_id>/tukar/", roster.ask_swap, name="duty-swap-ask"),
    path("pengaturan/jam-kerja/", settings.hours, name="duty-hours"),
    path("pengaturan/jam-kerja/simpan/", settings.save, name="duty-rule-save"),
    path("pengaturan/jarak/", settings.ways, name="duty-ways"),
    path("pengaturan/jarak/simpan/", settings.save_way, name="duty-way-save"),
    path("pengaturan/jarak/muat/", settings.read_ways, name="duty-ways-read"),
    path("pengaturan/jarak/unduh/", settings.ways_sheet, name="duty-ways-sheet"),
]

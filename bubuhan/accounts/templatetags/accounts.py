"""Words of the account and phone pages. Library `accounts`."""

from django import template

from bubuhan.accounts.care import megabytes

register = template.Library()
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "HP Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "komputer Windows"),
    ("Mac OS", "komputer Mac"),
    ("Linux", "komputer Linux"),
)


@register.filter
def browser_name(agent: str) -> str:
    """A browser's own description as people would say it: "Firefox di komputer Windows"."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "Peramban")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "perangkat lain")
    return f"{browser} di {system}"


@register.filter
def clock_gap(offset_ms: int) -> str:
    """How wrong a phone's clock is: "" when less than two minutes."""
    minutes = abs(offset_ms) // 60_000
    if minutes < 2:
        return ""
    amount = f"{minutes} menit" if minutes < 120 else f"{minutes // 60} jam"
    return f"{'lambat' if offset_ms > 0 else 'cepat'} {amount}"


register.filter("megabytes", megabytes)

_EVENTS = {
    "device.code_made": "Kode dibuat",
    "device.enrolled": "HP terdaftar",
    "device.revoked": "HP dicabut",
    "device.handover_made": "Kode serah terima dibuat",
    "device.handed_over": "HP diserahkan kepada orang lain",
    "device.pin_code_made": "Kode PIN baru dibuat",
    "device.pin_reset": "PIN baru dibuat di HP",
    "device.custody_received": "Titipan dari HP sudah masuk",
    "device.wiped": "HP diberi tahu agar menghapus isinya",
    "user.created": "Akun dibuat",
    "user.changed": "Peran atau wilayah diubah",
    "user.deactivated": "Akun ditutup",
    "user.reactivated": "Akun dibuka lagi",
    "user.password_set": "Kata sandi dibuat",
    "user.password_reset": "Tautan kata sandi dibuat",
}


@register.filter
def event_word(name: str) -> str:
    """A journal event of this room in words."""
    return _EVENTS.get(name, "Perubahan")

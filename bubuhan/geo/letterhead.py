"""The head of a printed paper: which office speaks for an area."""

from bubuhan.geo import queries


def lines(area: str) -> list[str]:
    """`["PEMERINTAH KOTA BANJARMASIN", "DINAS SOSIAL"]`; below kab/kota also the kecamatan."""
    if not area:
        return ["REPUBLIK INDONESIA", "KEMENTERIAN SOSIAL"]
    top = queries.get(area[:5]) or queries.get(area[:2])
    head = [f"PEMERINTAH {top.name}".upper() if top else "PEMERINTAH DAERAH", "DINAS SOSIAL"]
    if len(area) == 2 and top:
        head[0] = f"PEMERINTAH PROVINSI {top.short_name}".upper()
    below = queries.get(area[:8]) if len(area) >= 8 else None
    return [*head, f"Kecamatan {below.short_name}"] if below else head

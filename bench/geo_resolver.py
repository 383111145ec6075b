"""How often the right desa comes first, for misspelt names: our resolver beside plain similarity.

    .venv/bin/python bench/geo_resolver.py [--each 3] [--seed 63]

Both get the same texts in the same run: every desa and kelurahan of Kalimantan Selatan, written
wrongly in ways met in practice (slips of the finger, Banjar vowels, Sei/Sungai, lost spaces, level
words, Roman numbers). The rival is rapidfuzz's `ratio` over lower-case names, on the bare text.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SWAPS = (
    ("e", "a"),
    ("a", "e"),
    ("o", "u"),
    ("u", "o"),
    ("i", "e"),
    ("h", ""),
    ("y", "i"),
    ("p", "f"),
)
WORDS = {
    "Sungai": ("Sei", "Sei.", "S."),
    "Tanjung": ("Tj.", "Tjg"),
    "Teluk": ("Tlk", "Taluk"),
    "Hulu": ("Ulu",),
}
WORDS |= {
    "Ulu": ("Hulu",),
    "Ilir": ("Hilir",),
    "Hilir": ("Ilir",),
    "Pulau": ("P.", "Pl."),
    "Banua": ("Benua",),
}
WORDS |= {
    "Benua": ("Banua",),
    "I": ("1",),
    "II": ("2",),
    "Selatan": ("Sel.",),
    "Utara": ("Utr",),
    "Muara": ("Ma.",),
}
HEAD = (
    f"{'misspelt, inside':18} {'best':>6} {'ratio':>7} {'ours':>7} {'errors':>7}   {'exact':>6} "
    f"{'wrong exact':>11} {'one clear':>10} {'wrong':>6}  us: ratio ours"
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    options = arguments()
    from bubuhan.site.engine.testing import ThrowawayServer

    server = ThrowawayServer()
    server.start()
    try:
        prepare()
        compare(options.each, options.seed)
    finally:
        server.stop()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=3, help="misspellings per desa")
    parser.add_argument("--seed", type=int, default=63)
    return parser.parse_args()


def prepare() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bubuhan.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from bubuhan.geo.testing import load_test_areas

    call_command("migrate", verbosity=0)
    load_test_areas()


def compare(each: int, seed: int) -> None:
    from bubuhan.geo.codes import kabkota_of, kecamatan_of
    from bubuhan.geo.queries import villages

    rows = [(area.code, area.name) for area in villages("63")]
    rng = random.Random(seed)
    print(
        f"{len(rows)} desa, {each} misspelt names each, seed {seed}; `best` is the ceiling set by equal names"
    )
    print(HEAD)
    scopes = (("kecamatan", kecamatan_of), ("kab/kota", kabkota_of), ("province", lambda _: "63"))
    for manner, changes in (("light", (1, 2, 3)), ("heavy", (3, 4, 5, 6))):
        texts = [(code, misspell(name, rng, changes)) for code, name in rows for _ in range(each)]
        for label, scope in scopes:
            report(f"{manner}, {label}", scope, rows, texts)


def report(
    label: str,
    scope: Callable[[str], str],
    rows: list[tuple[str, str]],
    texts: list[tuple[str, str]],
) -> None:
    from rapidfuzz import fuzz, process

    from bubuhan.geo.codes import within
    from bubuhan.geo.resolver import resolve

    pools: dict[str, tuple[list[str], list[str]]] = {}
    for area in {scope(code) for code, _ in texts}:
        kept = [(code, name) for code, name in rows if within(code, area)]
        pools[area] = [c for c, _ in kept], [n.lower() for _, n in kept]
    resolve("Pelambuan", within="63")
    same = Counter((scope(code), name.lower()) for code, name in rows)
    ceiling = sum(1 / same[scope(code), name.lower()] for code, name in rows) / len(rows)
    started = time.perf_counter()
    rival = 0
    for code, text in texts:
        codes, names = pools[scope(code)]
        best = process.extractOne(text.lower(), names, scorer=fuzz.ratio)
        rival += codes[best[2]] == code
    middle = time.perf_counter()
    seen: Counter[str] = Counter()
    for code, text in texts:
        found = resolve(text, within=scope(code), level="desa")
        first = found.candidates[0].code if found.candidates else ""
        seen["right"] += first == code
        seen["exact"] += found.status == "exact"
        seen["wrong exact"] += found.status == "exact" and found.code != code
        seen["best"] += found.best is not None
        seen["wrong best"] += bool(found.best and found.best.code != code)
    ended = time.perf_counter()
    n = len(texts)
    fewer = (n - seen["right"]) / max(1, n - rival)
    print(
        f"{label:18} {ceiling:6.1%} {rival / n:7.1%} {seen['right'] / n:7.1%} {fewer:6.2f}x   {seen['exact'] / n:6.1%} "
        f"{seen['wrong exact'] / n:11.2%} {seen['best'] / n:10.1%} {seen['wrong best'] / n:6.2%}  "
        f"{(middle - started) / n * 1e6:9.0f} {(ended - middle) / n * 1e6:4.0f}"
    )


def misspell(name: str, rng: random.Random, changes: tuple[int, ...] = (1, 2, 3)) -> str:
    """Some changes, drawn from what rosters and forms really show."""
    for _ in range(rng.choice(changes)):
        name = rng.choices((slip, speech, shorten, spaces, dress), weights=(45, 25, 12, 8, 10))[0](
            name, rng
        )
    return name


def slip(name: str, rng: random.Random) -> str:
    at = rng.randrange(len(name))
    kind = rng.randrange(4)
    if kind == 0 and len(name) > 3:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + rng.choice(LETTERS) + name[at:]
    if kind == 2 and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + rng.choice(LETTERS) + name[at + 1 :]


def speech(name: str, rng: random.Random) -> str:
    old, new = rng.choice(SWAPS)
    places = [i for i, letter in enumerate(name) if letter == old and i]
    if not places:
        at = rng.randrange(1, len(name)) if len(name) > 1 else 0
        return name[: at + 1] + name[at:]  # a doubled letter
    at = rng.choice(places)
    return name[:at] + new + name[at + 1 :]


def shorten(name: str, rng: random.Random) -> str:
    words = name.split()
    for place, word in enumerate(words):
        if word in WORDS and (
            place < len(words) - 1 or len(WORDS[word][0]) > 2 or word in ("I", "II")
        ):
            words[place] = rng.choice(WORDS[word])
            break
    return " ".join(words)


def spaces(name: str, rng: random.Random) -> str:
    if " " in name:
        return name.replace(" ", "", 1)
    at = rng.randrange(2, max(3, len(name) - 1))
    return name[:at] + " " + name[at:]


def dress(name: str, rng: random.Random) -> str:
    return rng.choice(("Desa {}", "Kel. {}", "DESA {}", "{}.", "3. {}")).format(name)


if __name__ == "__main__":
    main()

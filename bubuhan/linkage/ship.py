"""Make the model that ships: `python -m bubuhan.linkage.ship` (about two minutes).

Learnt on one tuning seed of the generator, thresholds set on another; a reporting seed is never used.
"""

from pathlib import Path

from bubuhan.linkage.generator import TUNING_SEEDS, registry
from bubuhan.linkage.training import train

FILE = Path(__file__).parent / "model" / "default.json"
SIZE = 60_000


def main(version: str = "2026.11-1") -> None:
    """Train and write the shipped model file."""
    learn, check = (registry(seed, SIZE) for seed in TUNING_SEEDS[:2])
    model = train(
        learn.records,
        learn.owners,
        version=version,
        check=(check.records, check.owners),
        about={
            "data": "invented persons of bubuhan.linkage.generator",
            "seed_learnt": TUNING_SEEDS[0],
            "seed_thresholds": TUNING_SEEDS[1],
            "records": SIZE,
            "card": "MODEL.md",
        },
    )
    FILE.write_text(model.to_text(), "utf-8")


if __name__ == "__main__":
    main()

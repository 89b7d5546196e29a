"""Whatever sets a clustomer apart, there is something to do about it."""

import csv
from pathlib import Path

SEEDS = Path(__file__).parents[3] / "seeds"


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_feature_has_an_objective_in_both_directions() -> None:
    wanted = {
        (row["feature"], end) for row in rows("clustomer_features") for end in ("high", "low")
    }
    found = {(row["feature"], row["direction"]) for row in rows("clustomer_objectives")}
    assert found == wanted

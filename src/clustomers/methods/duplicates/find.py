"""Probable duplicates by the model of Fellegi and Sunter, trained by expectation maximisation."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from clustomers.methods.duplicates.settings import (
    CUSTOMER_RECORDS,
    Comparison,
    DuplicateSettings,
)

PAIR_COLUMNS = ("earlier_number", "later_number", "match_probability")
_NUMBER = "identifier_number"
# Three times as many find no more: of 94,000 pairs of the demo company, one differs.
_SAMPLED_PAIRS = 1e5
# Fewer pairs teach nothing.
_FEWEST_PAIRS = 10
_SEED = 1


def find_duplicates(
    records: pd.DataFrame,
    settings: DuplicateSettings = CUSTOMER_RECORDS,
    minimum_probability: float = 0.5,
) -> pd.DataFrame:
    """Find pairs of records that probably describe the same person.

    Parameters
    ----------
    records : DataFrame
        One row per record: identifier_number (integer, unique) and the columns of the settings;
        empty text and null mean not known.
    settings : DuplicateSettings
        What is compared.
    minimum_probability : float
        Pairs below it are left out.

    Returns
    -------
    DataFrame
        earlier_number < later_number and match_probability, in the order of the numbers. Empty
        when there are too few records to learn from, or none of the columns is filled.

    Raises
    ------
    ValueError
        When a column is missing or a number stands twice.

    References
    ----------
    Fellegi, Sunter, "A theory for record linkage", JASA 64 (1969); Linacre et al., "Splink: free
    software for probabilistic record linkage at scale", IJPDS 7 (2022).
    """
    missing = {_NUMBER, *settings.columns} - set(records.columns)
    if missing:
        raise ValueError(f"records lack {', '.join(sorted(missing))}")
    if records[_NUMBER].duplicated().any():
        raise ValueError(f"records hold a {_NUMBER} twice")
    texts = _as_texts(records, settings)
    # A record that says one thing about a person, or a column that hardly any record fills,
    # teaches nothing.
    texts = texts[texts[list(settings.columns)].notna().sum(axis=1) >= 2]
    filled = texts[list(settings.columns)].notna().mean()
    used = tuple(name for name in settings.columns if len(texts) and filled[name] >= 0.02)
    if len(texts) < settings.fewest_records or len(used) < 2:
        return _typed_pairs([])
    return _predict(texts[[_NUMBER, *used]], settings, used, minimum_probability)


def _as_texts(records: pd.DataFrame, settings: DuplicateSettings) -> pd.DataFrame:
    """Return the records as text, in the order of their numbers, null where not known."""
    out = {_NUMBER: records[_NUMBER].astype("int64")}
    for name in settings.columns:
        values = records[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            values = values.dt.strftime("%Y-%m-%d")
        texts = values.astype("str").str.strip()
        out[name] = texts.mask(values.isna() | (texts == "")).astype("object")
    return pd.DataFrame(out).sort_values(_NUMBER, ignore_index=True)


def _predict(
    texts: pd.DataFrame, settings: DuplicateSettings, used: Sequence[str], minimum: float
) -> pd.DataFrame:
    def kept(rules: Sequence[Sequence[str]], pairs: int = 1) -> list[Sequence[str]]:
        usable = [rule for rule in rules if set(rule) <= set(used)]
        return [rule for rule in usable if _pair_count(texts, rule) >= pairs]

    # A value of half the company (a placeholder) would pair everyone with everyone.
    texts = _without_crowds(texts, settings.blocking, settings.largest_block)
    blocking, certain = kept(settings.blocking), kept(settings.certain)
    training = kept(settings.training, _FEWEST_PAIRS)
    # Each rule leaves its own columns out, so one alone cannot teach them all.
    if not blocking or len(training) < 2:
        return _typed_pairs([])
    # Numbers in, so that a pair comes out as (smaller, larger).
    # It warns of every level that the records do not show, which is their nature.
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect(":memory:")
    # Sums of shares must not depend on which thread comes first.
    connection.execute("set threads = 1")
    try:
        database = DuckDBAPI(connection)
        linker = Linker(
            database.register(texts),
            SettingsCreator(
                link_type="dedupe_only",
                unique_id_column_name=_NUMBER,
                comparisons=[_compared(c) for c in settings.comparisons if c.column in used],
                blocking_rules_to_generate_predictions=[block_on(*rule) for rule in blocking],
                retain_matching_columns=False,
                retain_intermediate_calculation_columns=True,
            ),
            log_level=None,
        )
        if certain:
            linker.training.estimate_probability_two_random_records_match(
                [block_on(*rule) for rule in certain], recall=settings.certain_recall
            )
        linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=_SEED)
        for rule in training:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
        connection.execute("reset threads")  # each pair for itself
        pairs = linker.inference.predict(threshold_match_probability=minimum).as_duckdbpyrelation()
        own = [f"mw_{name}" for name in settings.own if name in used]
        if own:
            pairs = pairs.filter(f"{' + '.join(own)} > 0")
        rows = pairs.select(f"{_NUMBER}_l, {_NUMBER}_r, match_probability").fetchall()
    finally:
        connection.close()
    return _typed_pairs(rows)


def _without_crowds(
    texts: pd.DataFrame, blocking: Sequence[Sequence[str]], largest: int
) -> pd.DataFrame:
    """Return the records without the values of a whole rule that too many of them share."""
    out = texts.copy()
    for rule in blocking:
        if len(rule) == 1 and rule[0] in out:
            crowded = out[rule[0]].map(out[rule[0]].value_counts()) > largest
            out.loc[crowded, rule[0]] = None
    return out


def _pair_count(texts: pd.DataFrame, rule: Sequence[str]) -> int:
    sizes = texts.groupby(list(rule)).size()
    return int((sizes * (sizes - 1) // 2).sum())


def _compared(comparison: Comparison) -> Any:
    column, thresholds = comparison.column, comparison.thresholds
    if comparison.measure == "jaro_winkler":
        return cl.JaroWinklerAtThresholds(column, list(thresholds))
    if comparison.measure == "levenshtein":
        return cl.LevenshteinAtThresholds(column, [int(threshold) for threshold in thresholds])
    return cl.ExactMatch(column)


def _typed_pairs(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    pairs = pd.DataFrame(list(rows), columns=list(PAIR_COLUMNS))
    pairs = pairs.astype(
        {"earlier_number": "int64", "later_number": "int64", "match_probability": "float64"}
    )
    ends = np.sort(pairs[["earlier_number", "later_number"]].to_numpy(), axis=1)
    pairs["earlier_number"], pairs["later_number"] = ends[:, 0], ends[:, 1]
    return pairs.sort_values(["earlier_number", "later_number"], ignore_index=True)

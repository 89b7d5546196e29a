"""The compiled SQL of every model lies in the subset that DuckDB and Spark share (STYLE rule 7)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import sqlglot
import yaml
from sqlglot import exp
from sqlglot.dialects import DuckDB

# Functions that mean the same on both engines, by sqlglot's name for them.
PORTABLE = {
    "abs", "and", "avg", "case", "cast", "coalesce", "concat_ws", "count", "exists", "extract",
    "exp", "floor", "greatest", "if", "is_nan", "lag", "lead", "least", "length", "ln", "lower",
    "max", "md5", "median", "min", "arg_min", "nullif", "or", "percentile_cont", "round", "sqrt",
    "replace", "row_number", "stddev_samp", "substring", "sum", "trim", "try_cast", "upper",
}  # fmt: skip
# What macros write in each engine's own words: macros/engine/ and dbt's own.
WRITTEN_BY_MACROS = {
    "date_diff": "dbt.datediff",
    "datediff": "dbt.datediff",
    "timestamp_trunc": "dbt.date_trunc",
    "date_trunc": "dbt.date_trunc",
    "generate_series": "date_series",
    "explode": "date_series, split_rows",
    "split": "split_rows",
    "timezone": "local_date, local_timestamp, start_of_day",
    "format": "grouped_digits",
    "format_number": "grouped_digits",
    "number_to_str": "grouped_digits",
    "sha256": "hashed",
    "sha2": "hashed",
    "sha2_digest": "hashed",
    "epoch_us": "microseconds",
    "make_timestamp": "timestamp_of",
    "make_timestamptz": "local_date",
    "strlen": "trimmed",
    "timestamp_from_parts": "timestamp_of",
    "unix_to_time": "timestamp_of",
    "regexp_matches": "matches",
    "regexp_like": "matches",
    "regexp_extract": "extracted",
    "chr": "names_masked",
    "regexp_replace": "masked, names_masked, without_pattern",
    "regexp_extract_all": "word_rows",
    "group_concat": "listed",
}
PARTS = {"hour", "week", "month", "quarter", "year", "day"}
TYPES = {"BIGINT", "BOOLEAN", "DATE", "DOUBLE", "INT", "TIMESTAMP", "TEXT"}
# timestamptz is an inner step of local_date.
TYPES_OF_MACROS = {"TIMESTAMPTZ"}
EXCEPTIONS = yaml.safe_load((Path(__file__).parent / "portable_exceptions.yml").read_text())
MOST_EXCEPTIONS = 4
DATE_NAMES = ("_date", "_day", "_month", "_at")


class NullsSmall(DuckDB):
    """Reads an ascending order that does not place its nulls as nulls first."""

    NULL_ORDERING = "nulls_are_small"


class NullsLarge(DuckDB):
    """Reads a descending order that does not place its nulls as nulls first."""

    NULL_ORDERING = "nulls_are_large"


def problems(sql: str) -> Iterator[str]:
    """Yield what of a query leaves the portable subset."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    for node in tree.walk():
        yield from _problems_of_node(node)
    for dialect in (NullsSmall, NullsLarge):
        for ordered in sqlglot.parse_one(sql, dialect=dialect).find_all(exp.Ordered):
            # Percentiles leave nulls out.
            if ordered.args.get("nulls_first") and not ordered.find_ancestor(exp.WithinGroup):
                yield "order without nulls last"


def _problems_of_node(node: exp.Expression) -> Iterator[str]:
    match node:
        # The adapter quotes tables as its engine wants it.
        case exp.Identifier() if node.quoted and not isinstance(node.parent, exp.Table):
            yield "quoted identifier"
        case exp.Literal() if node.is_string and "\\" in node.this:
            yield "backslash in a literal"
        case (
            exp.Qualify() | exp.Lambda() | exp.ILike() | exp.Bracket() | exp.Struct() | exp.Array()
        ):
            yield type(node).__name__.lower()
        case exp.Star() if any(
            node.args.get(key) for key in ("except_", "replace", "rename", "except")
        ):
            yield "star with exclude or replace"
        case exp.Join() if node.method.lower() in {"asof", "positional"} or node.side == "RIGHT":
            yield "asof, positional or right join"
        case exp.Extract() if node.name.lower() not in PARTS:
            yield f"extract({node.name.lower()})"
        case exp.Div() if not _is_guarded(node.expression):
            yield "unguarded division"
        case exp.Sub() if _is_date(node.this) and (
            _is_date(node.expression) or not isinstance(node.expression, exp.Interval | exp.Paren)
        ):
            yield "date minus something"
        case exp.DataType() if node.sql("duckdb") not in TYPES | TYPES_OF_MACROS and not (
            node.is_type("decimal") and len(node.expressions) == 2
        ):
            yield f"type {node.sql('duckdb')}"
        case exp.Func():
            name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
            if name not in PORTABLE | WRITTEN_BY_MACROS.keys():
                yield f"function {name}"


def _is_guarded(denominator: exp.Expression) -> bool:
    inner = denominator.unnest()
    if isinstance(inner, exp.Cast):
        inner = inner.this.unnest()
    return isinstance(inner, exp.Nullif) or (isinstance(inner, exp.Literal) and inner.this != "0")


def _is_date(node: exp.Expression) -> bool:
    inner = node.unnest()
    if isinstance(inner, exp.Cast):
        return inner.to.is_type("date", "timestamp")
    return isinstance(inner, exp.Column) and inner.name.endswith(DATE_NAMES)


def test_models_stay_in_the_portable_subset(compiled_sql: Mapping[str, str]) -> None:
    found = {(name, problem) for name, sql in compiled_sql.items() for problem in problems(sql)}
    known = {(exception["model"], exception["rule"]) for exception in EXCEPTIONS}
    assert all(exception["reason"] for exception in EXCEPTIONS)
    assert sorted(found - known) == []
    assert sorted(known - found) == [], "no longer needed: take it off the list"
    assert len(EXCEPTIONS) <= MOST_EXCEPTIONS, "known exceptions may only become fewer"


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("select a from t qualify row_number() over (order by a nulls last) = 1", "qualify"),
        ("select a from t where a ilike 'x'", "ilike"),
        ("select log(a) from t", "function log"),
        ("select concat(a, b) from t", "function concat"),
        ("select list(a) from t", "function array_agg"),
        ("select strftime(a, '%Y') from t", "function time_to_str"),
        ("select levenshtein(a, 'x') from t", "function levenshtein"),
        ("select arg_max(a, b) from t", "function arg_max"),
        ("select current_date from t", "function current_date"),
        ("select order_date - first_order_date from t", "date minus something"),
        ("select order_date - 7 from t", "date minus something"),
        ("select cast(a as date) - cast(b as date) from t", "date minus something"),
        ("select extract(epoch from a) from t", "extract(epoch)"),
        ("select extract(dow from a) from t", "extract(dow)"),
        ("select a from t asof join u on t.a >= u.a", "asof, positional or right join"),
        ("select a from t right join u on t.a = u.a", "asof, positional or right join"),
        ("select list_transform(a, x -> x + 1) from t", "lambda"),
        ("select [1, 2] from t", "array"),
        ("select a[1] from t", "bracket"),
        ("select * exclude (a) from t", "star with exclude or replace"),
        ("select * replace (1 as a) from t", "star with exclude or replace"),
        ('select "a" from t', "quoted identifier"),
        ("select 'a\\b' from t", "backslash in a literal"),
        ("select a from t order by a", "order without nulls last"),
        ("select a from t order by a desc", "order without nulls last"),
        ("select row_number() over (order by a) from t", "order without nulls last"),
        ("select a / b from t", "unguarded division"),
        ("select a / 0 from t", "unguarded division"),
        ("select cast(a as hugeint) from t", "type INT128"),
    ],
)
def test_the_check_finds(sql: str, problem: str) -> None:
    assert problem in set(problems(sql))


def test_the_check_lets_pass() -> None:
    sql = """
    with t as (select * from u)

    select
        t.a,
        sum(t.b) / nullif(sum(t.c), 0) as share,
        t.b / 10 as tenth,
        cast(t.d as decimal(18, 2)) as d,
        try_cast(t.e as date) as e,
        row_number() over (partition by t.a order by t.b asc nulls last) as position
    from t
    left join v on t.a = v.a
    order by t.a desc nulls last
    """
    assert Counter(problems(sql)) == {}

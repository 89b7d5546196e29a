"""How tables are stored: what sums leave behind is read a hundred times as slowly."""

from pathlib import Path

from dbt_runs import query


def test_no_table_holds_numbers_of_128_bits(built_workspace: Path) -> None:
    """A sum of integers or amounts is one: cast it to bigint or decimal(18, 2) where it is kept."""
    wide = """
        select columns.schema_name || '.' || columns.table_name || '.' || columns.column_name
        from duckdb_columns() as columns
        inner join duckdb_tables() using (schema_name, table_name)
        where columns.data_type = 'HUGEINT'
            or (starts_with(columns.data_type, 'DECIMAL') and columns.numeric_precision > 18)
    """
    assert query(built_workspace / "warehouse.duckdb", wide) == []

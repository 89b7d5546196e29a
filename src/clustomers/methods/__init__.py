"""Pure methods: arrays or frames in, arrays or frames out; they know neither dbt nor DuckDB."""

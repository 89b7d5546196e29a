"""Stand-ins for dbt's cross-database macros."""


def datediff(first: str, second: str, part: str) -> str:
    """Stand in for dbt.datediff."""
    return f"datediff('{part}', {first}, {second})"


def dateadd(part: str, interval: int, date: str) -> str:
    """Stand in for dbt.dateadd."""
    return f"dateadd('{part}', {interval}, {date})"


def date_trunc(part: str, date: str) -> str:
    """Stand in for dbt.date_trunc."""
    return f"date_trunc('{part}', {date})"


def last_day(date: str, part: str) -> str:
    """Stand in for dbt.last_day."""
    return f"last_day({date}, '{part}')"

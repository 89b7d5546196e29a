"""Who holds a database file."""

import re

_HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")


def lock_holder(error: Exception) -> str | None:
    """Return the process that DuckDB's error names, as `program (process 12)`, if it names one."""
    holder = _HOLDER.search(str(error))
    return f"{holder['program']} (process {holder['pid']})" if holder else None

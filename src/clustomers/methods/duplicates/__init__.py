"""Records that probably describe one person, found without labels."""

from clustomers.methods.duplicates.find import PAIR_COLUMNS, find_duplicates
from clustomers.methods.duplicates.settings import CUSTOMER_RECORDS, Comparison, DuplicateSettings

__all__ = [
    "CUSTOMER_RECORDS",
    "PAIR_COLUMNS",
    "Comparison",
    "DuplicateSettings",
    "find_duplicates",
]

"""What names a person is staged in the vault, and nowhere else."""

from collections.abc import Mapping
from typing import Any

# Addresses and free text name people; other identifiers are numbers that a company gave.
NAMING = {"contact", "free_text"}
# Columns that hold an identifier of any kind, so also an e-mail address.
ANY_KIND = "identifier_value"


def test_what_names_a_person_is_staged_in_the_vault(manifest: Mapping[str, Any]) -> None:
    outside = []
    for source in manifest["sources"].values():
        name = f"stg_{source['source_name']}__{source['name']}"
        staged = manifest["nodes"].get(f"model.clustomers.{name}")
        naming = [
            column
            for column, entry in source["columns"].items()
            if entry["config"]["meta"].get("pii") in NAMING or column == ANY_KIND
        ]
        if staged and naming and staged["schema"] != "vault":
            outside.append((name, naming))
    assert outside == []

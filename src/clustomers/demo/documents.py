"""Rows of the truth beside texts: what each is about, and the personal data planted in it."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import personal_data, wording
from clustomers.demo.arrays import join
from clustomers.demo.arrow import Coded
from clustomers.demo.columns import stacked
from clustomers.demo.people import People, person_ids

Array = npt.NDArray[Any]


class Documents:
    """Collects the truth of the documents of a chunk, whichever table they go to."""

    def __init__(self, people: People, rng: np.random.Generator) -> None:
        self._people = people
        self._rng = rng
        self._names = join(people.first_name, " ", people.last_name)
        self._said: list[dict[str, Any]] = []
        self._planted: list[dict[str, Any]] = []

    def write(
        self, table: str, ids: Array, person: Array, said: wording.Said, pii_share: float
    ) -> Array:
        """Write the texts of a table, with personal data in a share of them.

        Returns
        -------
        ndarray of object
            The texts, shape (n,).
        """
        people = self._people
        texts = wording.write(self._rng, said)
        values = {
            "email": people.email[person],
            "phone": people.phone[person],
            "name": self._names[person],
        }
        texts, rows, kinds, planted = personal_data.plant(
            self._rng, texts, said.german, values, pii_share
        )
        size = len(ids)
        self._said.append(
            {
                "table": Coded(np.zeros(size, dtype=np.int8), [table]),
                "id": ids,
                "person_id": person_ids(people.number[person]),
                "line": Coded(said.line, list(wording.LINES)),
                "theme": Coded(said.theme, list(wording.THEMES)),
                "sentiment": np.asarray(said.sentiment, dtype=np.int8),
                "language": Coded(said.german * 1, list(wording.LANGUAGES)),
            }
        )
        self._planted.append(
            {
                "table": Coded(np.zeros(len(rows), dtype=np.int8), [table]),
                "id": ids[rows],
                "kind": kinds,
                "value": planted.astype(np.str_),
            }
        )
        return texts

    def tables(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return ("truth", "voice") and ("truth", "planted_pii")."""
        return {
            ("truth", "voice"): _together(self._said),
            ("truth", "planted_pii"): _together(self._planted),
        }


def _together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    # `stacked` counts rows by the column that every event has.
    counted = [part | {"occurred_at": np.zeros(len(part["id"]))} for part in parts]
    joined = stacked(counted)
    del joined["occurred_at"]
    return joined

"""The true sessions: what the rule of 30 minutes finds in the events as they really happened."""

from typing import Any

import numpy as np
import numpy.typing as npt

from clustomers.demo import landing
from clustomers.demo.browsing import CAUSES
from clustomers.demo.columns import Coded, Events, times
from clustomers.demo.people import person_ids
from clustomers.demo.timing import IDLE

Numbers = npt.NDArray[Any]
_VISITOR = {"web": "anonymous_id", "app": "device_id"}


def true_sessions(system: str, events: Events, true: Numbers, rows: Numbers) -> dict[str, Any]:
    """Return the columns of ``truth/sessions`` for a collector.

    Parameters
    ----------
    system
        web or app. Tablets at tills are devices of many and have no sessions.
    events
        Clean events.
    true
        True time of each in milliseconds.
    rows
        Those that land and can be read, as positions.
    """
    rows = rows[events["_visitor"][rows] >= 0]
    # Visitor and time in one number, to sort once: 2^42 milliseconds are 139 years.
    key = (events["_visitor"][rows] << 42) | true[rows]
    order = np.argsort(key, kind="stable")
    key, rows = key[order], rows[order]
    begins = np.ones(len(key), dtype=bool)
    # Another visitor's key is further away than any gap.
    begins[1:] = np.diff(key) > IDLE
    first = np.flatnonzero(begins)
    counts = np.diff(np.append(first, len(key)))
    start = rows[first]
    end = rows[first + counts - 1]
    names = events[_VISITOR[system]]
    channel = events["_channel"][start].astype(np.int32)
    # Without its first event nobody can tell where a visit came from.
    channel[~events["_landing"][start]] = -1
    return {
        "collector": np.full(len(first), system),
        "visitor_id": Coded(names.codes[start], names.words),
        "person_id": person_ids(events["_person"][start]),
        "started_at": times(true[start]),
        "ended_at": times(true[end]),
        "event_count": counts,
        "channel": Coded(channel, list(landing.CHANNELS)),
        "cause": Coded(events["_cause"][start], list(CAUSES)),
    }

"""Connected components as they grew: the smallest node of each node's component, over time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

REPLAY_COLUMNS = ("node", "component", "is_current", "known_from", "known_to")
_NEVER = np.iinfo(np.int64).max


def replay_components(edges: pd.DataFrame) -> pd.DataFrame:
    """Add the edges of a graph one by one in the order of their times.

    Parameters
    ----------
    edges : DataFrame
        Columns node_a and node_b (integers) and first_seen_at (UTC, NaT when not known, which
        counts as last). A node is there from its first edge on; an edge to itself counts.

    Returns
    -------
    DataFrame
        One row per node and time from which its component had another smallest node: node,
        component, is_current, known_from, known_to (NaT while it holds). Edges of one time
        come at once. Rows are in the order of node and time.

    Notes
    -----
    Union-find with the members of the smaller side moved (Tarjan, "Efficiency of a good but not
    linear set union algorithm", 1975): n log n moves at most.
    """
    if edges.empty:
        return _typed({name: [] for name in REPLAY_COLUMNS})
    times = edges["first_seen_at"].to_numpy("datetime64[us]").astype(np.int64)
    times[edges["first_seen_at"].isna().to_numpy()] = _NEVER
    ends = edges[["node_a", "node_b"]].to_numpy(np.int64)
    nodes, places = np.unique(ends, return_inverse=True)
    places = places.reshape(ends.shape)
    order = np.lexsort((places[:, 1], places[:, 0], times))
    node, component, since = _replay(len(nodes), places[order], times[order])

    by_node = np.lexsort((since, node))
    node, component, since = node[by_node], component[by_node], since[by_node]
    last = np.append(node[1:] != node[:-1], True)
    until = np.where(last, _NEVER, np.append(since[1:], _NEVER))
    return _typed(
        {
            "node": nodes[node],
            "component": nodes[component],
            "is_current": last,
            "known_from": _as_times(since),
            "known_to": _as_times(until),
        }
    )


def _replay(
    size: int, edges: npt.NDArray[np.int64], times: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return node, smallest node and time of every change; nodes are 0 to size - 1."""
    group = list(range(size))
    members: dict[int, list[int]] = {}
    smallest = list(range(size))
    history: list[list[tuple[int, int]]] = [[] for _ in range(size)]

    def note(who: list[int], component: int, time: int) -> None:
        for one in who:
            told = history[one]
            if told and told[-1][0] == time:
                told.pop()
            # What changes back and forth within one time did not change.
            if not told or told[-1][1] != component:
                told.append((time, component))

    for (one, other), time in zip(edges.tolist(), times.tolist(), strict=True):
        for end in (one, other):
            if not history[end]:
                members[end] = [end]
                note([end], end, time)
        kept, moved = group[one], group[other]
        if kept == moved:
            continue
        if len(members[kept]) < len(members[moved]):
            kept, moved = moved, kept
        component = min(smallest[kept], smallest[moved])
        late = kept if smallest[kept] != component else moved
        note(members[late], component, time)
        for end in members[moved]:
            group[end] = kept
        members[kept] += members.pop(moved)
        smallest[kept] = component

    rows = [
        (node, component, time) for node, told in enumerate(history) for time, component in told
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _as_times(values: npt.NDArray[np.int64]) -> npt.NDArray[np.datetime64]:
    times = values.astype("datetime64[us]")
    times[values == _NEVER] = np.datetime64("NaT")
    return times


def _typed(columns: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(columns).astype(
        {
            "node": "int64",
            "component": "int64",
            "is_current": "bool",
            "known_from": "datetime64[us]",
            "known_to": "datetime64[us]",
        }
    )

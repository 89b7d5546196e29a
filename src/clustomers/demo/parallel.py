"""Two processes make the chunks in turn, each with files of its own in the landing zone.

Two, however many cores there are: the memory stays below 2 GB, and the files do not depend on the
machine. The truth comes back to the first process, which writes it in the order of the chunks.
"""

import multiprocessing
import queue
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clustomers.demo.company import Company
from clustomers.demo.evidence import Evidence
from clustomers.demo.maker import Counted, Maker
from clustomers.demo.settings import Settings
from clustomers.demo.zone import Truth, Zone
from clustomers.errors import ClustomersError
from clustomers.io.contracts import System

PROCESSES = 2
LEAST_CHUNKS = 4  # below, starting processes takes longer than it saves
WAITING = 60  # tables of the truth on their way, some three chunks
_CHUNK_DONE = None


@dataclass
class Share:
    """What one process came to."""

    evidence: Evidence
    tickets: npt.NDArray[np.int32]
    mess: Counted
    rows: dict[tuple[str, str], int]


class _Sent(Truth):
    """Truth that another process writes."""

    def __init__(self, away: Any) -> None:
        super().__init__(Path())
        self._away = away

    def append(self, name: str, rows: pa.Table) -> None:
        self._away.put((name, rows))


def make_chunks(
    maker: Maker,
    zone_root: Path,
    truth: Truth,
    contracts: Mapping[str, System],
    advance: Callable[[int], None],
) -> list[Share]:
    """Make all chunks in processes and merge what they came to into ``maker``.

    Parameters
    ----------
    maker
        Maker of the company's own tables.
    zone_root
        Directory of the landing zone.
    truth
        Truth of all.
    contracts
        Contracts of the landed tables.
    advance
        Called with the number of people that were made.

    Raises
    ------
    ClustomersError
        When a process was killed.
    """
    settings = maker.company.settings
    context = multiprocessing.get_context("spawn")
    pipes = [context.Queue(WAITING) for _ in range(PROCESSES)]
    processes = [
        context.Process(
            target=_run, args=(settings, zone_root, dict(contracts), number, pipe), daemon=True
        )
        for number, pipe in enumerate(pipes)
    ]
    try:
        for process in processes:
            process.start()
        for chunk, _, size in settings.chunks():
            turn = chunk % PROCESSES
            while (item := _next(pipes[turn], processes[turn])) is not _CHUNK_DONE:
                truth.append(*item)
            advance(size)
        shares = [_next(*pair) for pair in zip(pipes, processes, strict=True)]
    finally:
        for process in processes:
            process.terminate()
            process.join()
    for share in shares:
        maker.merge(share.evidence, share.tickets, share.mess)
    return shares


def _next(pipe: Any, process: BaseProcess) -> Any:
    """Return what a process sends next; its errors are raised here."""
    while True:
        try:
            item = pipe.get(timeout=1.0)
        except queue.Empty as error:
            if process.is_alive():
                continue
            raise ClustomersError(
                "A process of the demo was killed, most likely for lack of memory: it needs 2 GB. "
                "Close other programs, or choose fewer --customers."
            ) from error
        if isinstance(item, BaseException):
            raise item
        return item


def _run(
    settings: Settings, root: Path, contracts: Mapping[str, System], number: int, pipe: Any
) -> None:
    try:
        truth = _Sent(pipe)
        with Zone(root, contracts, f"-{number + 1}") as zone:
            maker = Maker(Company.of(settings), zone, truth)
            for chunk, first, size in settings.chunks():
                if chunk % PROCESSES == number:
                    maker.chunk(chunk, first, size)
                    pipe.put(_CHUNK_DONE)
        pipe.put(Share(maker.evidence, maker.footfall.tickets, maker.mess, zone.rows))
    except KeyboardInterrupt:
        return  # the first process tells
    except Exception as error:  # whatever it is, the first process raises it
        pipe.put(error)

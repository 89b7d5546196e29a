"""The landed files of a workspace, replaced as a whole or not at all.

``landing`` is a symbolic link to a directory ``landing-<n>``. A new version is written beside it,
where files that did not change are hard links to the old ones, and then one ``rename`` moves the
link. Killed before, the old version stands; killed after, the new one. What is left over is
removed by the next run.
"""

import fcntl
import filecmp
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clustomers.errors import ClustomersError
from clustomers.workspace import Workspace

VERSION = re.compile(r"landing-(\d+)")


class LandingZone:
    """A workspace's landed files, and the next version of them.

    Use it through `open_zone`, which locks it.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.landing = workspace.landing
        self.root = workspace.root
        self._recover()
        versions = [
            int(match[1]) for path in self.root.iterdir() if (match := VERSION.fullmatch(path.name))
        ]
        self.next = self.root / f"landing-{max(versions, default=0) + 1}"

    def tables(self) -> dict[tuple[str, str], list[Path]]:
        """Return the landed files by system and table."""
        found: dict[tuple[str, str], list[Path]] = {}
        for path in sorted(self.landing.glob("*/*/*")):
            if path.is_file() and not path.name.startswith((".", "_")):
                found.setdefault((path.parts[-3], path.parts[-2]), []).append(path)
        return found

    def new_table(self, system: str, table: str) -> Path:
        """Create the directory of a table in the next version."""
        directory = self.next / system / table
        directory.mkdir(parents=True)
        return directory

    def keep_unchanged(self, system: str, table: str) -> bool:
        """Keep old files where new ones are equal; return whether the whole table is."""
        new, old = self.next / system / table, self.landing / system / table
        changed = False
        for file in new.iterdir():
            before = old / file.name
            if before.is_file() and filecmp.cmp(file, before, shallow=False):
                file.unlink()
                _link(before, file)
            else:
                changed = True
        names = {file.name for file in new.iterdir()}
        before_names = {file.name for file in old.iterdir()} if old.is_dir() else set()
        return not changed and names == before_names

    def keep_table(self, files: list[Path]) -> None:
        """Take a table that nothing new was brought for into the next version."""
        for file in files:
            target = self.next / file.relative_to(self.landing)
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(file, target)

    def discard(self) -> None:
        """Throw the next version away."""
        shutil.rmtree(self.next, ignore_errors=True)

    def swap(self) -> None:
        """Make the next version the landed one, in one rename."""
        old = self.landing.resolve() if self.landing.is_symlink() else None
        if old is None and self.landing.exists():
            # Only where somebody made the directory by hand: a link cannot replace a directory, so
            # there is a moment without `landing`. `_recover` puts the old one back after a kill.
            old = self.root / "landing-0"
            self.landing.rename(old)
        link = self.root / "landing.next"
        link.symlink_to(self.next.name, target_is_directory=True)
        link.replace(self.landing)
        if old is not None:
            shutil.rmtree(old, ignore_errors=True)

    def _recover(self) -> None:
        """Finish or undo what a killed run left."""
        by_hand = self.root / "landing-0"
        if by_hand.is_dir() and not self.landing.is_symlink() and not self.landing.exists():
            by_hand.rename(self.landing)
        current = self.landing.resolve()
        (self.root / "landing.next").unlink(missing_ok=True)
        for path in self.root.iterdir():
            if VERSION.fullmatch(path.name) and path.resolve() != current:
                shutil.rmtree(path)


@contextmanager
def open_zone(workspace: Workspace) -> Iterator[LandingZone]:
    """Lock a workspace's landing zone, and leave no half-written version behind."""
    try:
        workspace.root.mkdir(parents=True, exist_ok=True)
        lock = (workspace.root / ".landing.lock").open("w")
    except OSError as error:
        raise ClustomersError(
            f"{workspace.root}: cannot be written ({error.strerror}). Name another directory in "
            "CLUSTOMERS_WORKSPACE, or mend its permissions."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ClustomersError(
                f"{workspace.root}: another landing is running. Wait until it has finished."
            ) from error
        zone = LandingZone(workspace)
        try:
            yield zone
        except BaseException:
            zone.discard()
            raise


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy2(source, target)

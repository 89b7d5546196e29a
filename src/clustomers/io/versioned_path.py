"""A file or directory that readers always find whole.

``published.duckdb`` is a symbolic link to ``published-<n>.duckdb``. The next version is written in
a hidden directory beside it, renamed when it is whole, and then one ``rename`` moves the link.
Killed at any point, the link still leads to a whole version; the next run clears what is left over.
The version before the current one stays for readers that hold it open.
"""

import os
import re
import shutil
from pathlib import Path

from clustomers.errors import ClustomersError


class VersionedPath:
    """The link, its versions, and the one being written.

    Parameters
    ----------
    link
        Path that readers open.

    Raises
    ------
    ClustomersError
        When something that this class did not make stands in the link's place.
    """

    def __init__(self, link: Path) -> None:
        self.link = link
        self._pattern = re.compile(rf"{re.escape(link.stem)}-(\d+){re.escape(link.suffix)}")
        self._scratch = link.parent / f".{link.name}.next"
        if not self._may_replace():
            raise ClustomersError(
                f"{link} is not from an earlier publication. Move it away, or name another."
            )

    @property
    def draft(self) -> Path:
        """Where to write the next version."""
        return self._scratch / self.link.name

    def begin(self) -> Path:
        """Clear what a killed run left, and return the path to write the next version to."""
        self.discard()
        self._scratch.mkdir(parents=True)
        return self.draft

    def discard(self) -> None:
        """Throw the draft away."""
        if self._scratch.exists():
            shutil.rmtree(self._scratch)

    def swap(self) -> Path:
        """Make the draft the current version, drop those that are two or more swaps old."""
        previous = self.link.resolve().name if self.link.is_symlink() else None
        number = 1 + max(self._versions().values(), default=0)
        version = self.link.with_name(f"{self.link.stem}-{number}{self.link.suffix}")
        _sync(self.draft)
        self.draft.rename(version)
        _sync_entry(self.link.parent)

        step = self._scratch / "link"
        step.symlink_to(version.name)
        if self.link.is_dir() and not self.link.is_symlink():
            self.link.rmdir()
        step.replace(self.link)
        _sync_entry(self.link.parent)

        self._remove_all_but({version.name, previous})
        self.discard()
        return version

    def _may_replace(self) -> bool:
        """Say whether the link's place is free, an empty directory, or a link made here."""
        if self.link.is_symlink():
            return self._pattern.fullmatch(str(self.link.readlink())) is not None
        if self.link.is_dir():
            return not any(self.link.iterdir())
        return not self.link.exists()

    def _versions(self) -> dict[Path, int]:
        return {
            path: int(match[1])
            for path in self.link.parent.iterdir()
            if (match := self._pattern.fullmatch(path.name))
        }

    def _remove_all_but(self, kept: set[str | None]) -> None:
        for path in self._versions():
            if path.name in kept:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
                path.with_name(f"{path.name}.wal").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Bring a file, or every file below a directory, to disk."""
    for entry in path.rglob("*") if path.is_dir() else ():
        _sync_entry(entry)
    _sync_entry(path)


def _sync_entry(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

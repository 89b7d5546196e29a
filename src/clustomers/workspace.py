"""The directory that holds everything of one company."""

import os
from dataclasses import dataclass
from pathlib import Path

from clustomers.errors import ClustomersError

DEFAULT_WORKSPACE = "data/demo"
PROJECT_FILE = "dbt_project.yml"


@dataclass(frozen=True)
class Workspace:
    """One company's directory: what was landed, what was built from it, what others read."""

    root: Path

    @classmethod
    def current(cls) -> "Workspace":
        """Return the workspace that ``CLUSTOMERS_WORKSPACE`` names, relative to the project."""
        name = os.environ.get("CLUSTOMERS_WORKSPACE") or DEFAULT_WORKSPACE
        return cls(project_root() / Path(name).expanduser())

    @property
    def landing(self) -> Path:
        """Landed files, ``<system>/<table>/<file>``."""
        return self.root / "landing"

    @property
    def warehouse(self) -> Path:
        """Database that the build writes."""
        return self.root / "warehouse.duckdb"

    @property
    def refresh_database(self) -> Path:
        """Database of a refresh; it is there while one runs."""
        return self.root / "refresh" / "refresh.duckdb"

    @property
    def published(self) -> Path:
        """Symbolic link to the published database, the one that BI reads."""
        return self.root / "published.duckdb"

    @property
    def site(self) -> Path:
        """Generated pages."""
        return self.root / "site"


def project_root() -> Path:
    """Return the directory of the dbt project: the working directory's, else the package's own."""
    here = Path.cwd()
    checkout = Path(__file__).resolve().parents[2]
    for directory in (here, *here.parents, checkout):
        if (directory / PROJECT_FILE).is_file():
            return directory
    raise ClustomersError(
        f"No {PROJECT_FILE} in {here} or above it: run this inside the clustomers project."
    )

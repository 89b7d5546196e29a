"""The worked stories in ``analyses/``, compiled by dbt, to be asked of the published file."""

import re
from pathlib import Path
from typing import Any

from clustomers.io.dbt_process import run_dbt
from clustomers.workspace import Workspace


def compile_analyses(
    workspace: Workspace, project: Path, target: Path, parsed: Any = None
) -> dict[str, str]:
    """Compile the analyses of the project.

    Parameters
    ----------
    workspace
        Workspace whose tables they ask.
    project
        Root of the dbt project.
    target
        dbt's target directory.
    parsed
        The project as dbt's ``Manifest``, where it was parsed already.

    Returns
    -------
    dict
        SQL by the name of the analysis. Tables have their schema and no database, so that it runs
        on the warehouse and on the published file alike.

    Raises
    ------
    ClustomersError
        When dbt fails.
    """
    # Written, the manifest would lose the compiled SQL of all models, which the docs show.
    command = ["compile", "--no-write-json", "-s", "resource_type:analysis"]
    compiled = run_dbt(command, workspace, project, target, parsed)
    database = re.compile(rf"\b{re.escape(workspace.warehouse.stem)}\.(?=\w+\.\w)")
    return {
        result.node.name: database.sub("", result.node.compiled_code) for result in compiled.results
    }

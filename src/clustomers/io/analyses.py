"""The worked stories in ``analyses/``, compiled by dbt, to be asked of the published file."""

import re
from pathlib import Path
from typing import Any

from clustomers.errors import ClustomersError
from clustomers.io.dbt_process import dbt_environment, release_warehouse
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
    from dbt.cli.main import dbtRunner

    with dbt_environment(workspace, project, target):
        outcome = dbtRunner(manifest=parsed and parsed.deepcopy()).invoke(
            ["compile", "--quiet", "--no-inject-ephemeral-ctes", "-s", "resource_type:analysis"]
        )
    release_warehouse()
    if not outcome.success:
        reason = str(outcome.exception or "see the messages above").strip()
        raise ClustomersError(
            f"{project / 'analyses'}: dbt compile failed: {reason}. "
            "Run `dbt compile -s resource_type:analysis` to see all of it."
        )
    database = re.compile(rf"\b{re.escape(workspace.warehouse.stem)}\.(?=\w+\.\w)")
    results: Any = outcome.result
    return {
        result.node.name: database.sub("", result.node.compiled_code) for result in results.results
    }

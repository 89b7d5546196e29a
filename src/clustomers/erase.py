"""The command ``clustomers erase``: the erasure with this project's build and publication."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from functools import partial

from rich.console import Console

from clustomers.build import run_build
from clustomers.errors import ClustomersError
from clustomers.io.erasure.erase import Tools
from clustomers.io.erasure.erase import erase as erase_people
from clustomers.io.erasure.people import Request
from clustomers.io.publish import default_manifest_path, publish
from clustomers.io.site import make_site
from clustomers.workspace import Workspace, project_root


def erase(
    console: Console,
    identifier: tuple[str, str] | None = None,
    request_id: str | None = None,
    only_prepare: bool = False,
) -> None:
    """Forget the people who asked for it.

    Parameters
    ----------
    console
        Where to report.
    identifier
        Kind and value of one person's identifier; without it all landed requests that are open.
    request_id
        Request that the identifier answers; one is made up without it.
    only_prepare
        Leave build, publication and site to a later run.

    Raises
    ------
    ClustomersError
        When a request names nobody for certain, a build is running, or something is left.
    """
    if request_id and not identifier:
        raise ClustomersError("--request needs --identifier KIND VALUE: who is it about?")
    os.chdir(project_root())
    workspace = Workspace.current()
    asked = None
    if identifier:
        now = datetime.now(UTC)
        number = request_id or f"by-hand-{now:%Y%m%d-%H%M%S}"
        asked = Request(number, *identifier, requested_at=f"{now:%Y-%m-%d %H:%M:%S}")
    tools = Tools(
        build=partial(run_build, console),
        publish=lambda: publish(workspace, default_manifest_path(), console=console),
        make_site=lambda: make_site(workspace),
    )
    # What a killed refresh left.
    shutil.rmtree(workspace.refresh_database.parent, ignore_errors=True)
    done = erase_people(workspace, tools, asked, only_prepare)
    done.show(console)
    if done.problems:
        raise ClustomersError(done.problems)

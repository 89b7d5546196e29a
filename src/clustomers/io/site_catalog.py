"""Docs and lineage: dbt's own documentation and colibri's column lineage, each as one file."""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clustomers.errors import ClustomersError
from clustomers.io.dbt_process import run_dbt
from clustomers.io.published_tables import read_manifest
from clustomers.workspace import Workspace

SALT = re.compile(r"\(\s*select salt from secrets\.salt\s*\)")
THIS_RUN = re.compile(r"\(\s*select this_run\.run_number from raw\.this_run as this_run\s*\)")
PROJECT_DIRECTORIES = (
    *("models", "python_models", "macros", "seeds", "analyses"),
    *("tests/generic", "tests/assertions"),
)


def generate_docs(workspace: Workspace, project: Path, target: Path, parsed: Any = None) -> Path:
    """Run ``dbt docs generate --static`` in this process.

    Compiling is the slow half: it is left out when the last command compiled everything and no file
    of the project is newer.

    Parameters
    ----------
    workspace
        Workspace whose warehouse is described.
    project
        Root of the dbt project.
    target
        dbt's target directory.
    parsed
        The project as dbt's ``Manifest``, where it was parsed already.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ClustomersError
        When dbt fails.
    """
    compiled = ["--no-compile"] if is_compiled(target / "manifest.json", project) else []
    run_dbt(["docs", "generate", "--static", *compiled], workspace, project, target, parsed)
    return target / "static_index.html"


def without_requests(html: str) -> str:
    """Keep dbt's page from asking for files.

    A browser takes the unfilled ``{{ … }}`` and ``${require(…)}`` of its icons for names of files,
    and the page names a tracker (which it loads only where dbt's statistics are on).
    """
    html = re.sub(r"\$\{require\([^)]*\)\}", "data:,", html)
    html = html.replace('xlink:href="{{', 'ng-attr-href="{{')
    return re.sub(r"//[\w.]+/[\d.]+/sp\.js", "data:,", html)


def is_compiled(manifest_path: Path, project: Path) -> bool:
    """Say whether the manifest holds the compiled SQL of the project as its files are now."""
    if not manifest_path.is_file():
        return False
    written = manifest_path.stat().st_mtime
    files = [project / "dbt_project.yml", *_files(project)]
    if any(file.stat().st_mtime > written for file in files):
        return False
    return all(
        node.get("compiled_code")
        for node in read_manifest(manifest_path)["nodes"].values()
        if node["resource_type"] == "model"
    )


def _files(project: Path) -> Iterable[Path]:
    for directory in PROJECT_DIRECTORIES:
        for suffix in ("sql", "yml", "md", "csv", "py"):
            yield from (project / directory).rglob(f"*.{suffix}")


def generate_lineage(target: Path, scratch: Path) -> Path:
    """Write colibri's report from dbt's manifest and catalog.

    Parameters
    ----------
    target
        dbt's target directory, after ``docs generate``.
    scratch
        Empty directory for what colibri writes.

    Returns
    -------
    Path
        The page; ``colibri-manifest.json`` stands beside it.

    Raises
    ------
    ClustomersError
        When a model's SQL cannot be traced.
    """
    for name in ("manifest.json", "catalog.json"):
        if not (target / name).is_file():
            raise ClustomersError(f"{target / name}: not found. Run `clustomers site --only docs`.")
    from dbt_colibri.lineage_extractor.extractor import (  # type: ignore[import-untyped]
        DbtColumnLineageExtractor,
    )
    from dbt_colibri.report.generator import (  # type: ignore[import-untyped]
        DbtColibriReportGenerator,
    )

    manifest = scratch / "manifest.json"
    manifest.write_text(
        json.dumps(with_named_sources(read_manifest(target / "manifest.json"))), encoding="utf-8"
    )
    with _collected_errors("colibri") as logged:
        extractor = DbtColumnLineageExtractor(str(manifest), str(target / "catalog.json"))
        DbtColibriReportGenerator(
            extractor, light_mode=True, disable_telemetry=True
        ).generate_report(output_dir=str(scratch))
    unexpected = [message for message in logged if message.startswith("Unexpected error")]
    if unexpected:
        raise ClustomersError(
            f"{unexpected[0]}: colibri lost the lineage of {len(unexpected)} columns. Does the "
            "installed sqlglot stand in requirements.lock?"
        )
    errors = scratch / "colibri-parsing-errors.json"
    untraced = json.loads(errors.read_text(encoding="utf-8")) if errors.is_file() else []
    if untraced:
        raise ClustomersError(
            f"{found['node_id'].rpartition('.')[2]}: its columns cannot be traced "
            f"({found['error_message']}). Write the model so that sqlglot can parse it."
            for found in untraced
        )
    return scratch / "index.html"


@contextmanager
def _collected_errors(name: str) -> Iterator[list[str]]:
    """Keep what a logger complains of from the screen, in a list."""
    logger = logging.getLogger(name)
    messages: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: messages.append(record.getMessage())  # type: ignore[method-assign]
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
        logger.setLevel(level)


def with_named_sources(manifest: dict[str, Any]) -> dict[str, Any]:
    """Write landed tables as colibri knows them, and count them as parents.

    Macros that judge a landed table against its parents name ``raw.<table>`` without a database and
    without ``source()``; such a table is traced only under its full name and as a dependency. What
    is new in a landed table is a view of it. The salt of hashes and the number of the run come from
    tables outside of dbt's graph, and are no part of any lineage.
    """
    sources = {
        f"{source['schema']}.{source['identifier']}": source
        for source in manifest["sources"].values()
    }
    if not sources:
        return manifest
    names = "|".join(re.escape(name) for name in sorted(sources, key=len, reverse=True))
    only_new = re.compile(rf"\b({names})_new\b")
    pattern = re.compile(rf'(?<![\w."])(?:{names})(?![\w."])')
    for node in manifest["nodes"].values():
        sql = node.get("compiled_code")
        if node["resource_type"] != "model" or not sql:
            continue
        sql = only_new.sub(r"\1", THIS_RUN.sub("0", SALT.sub("''", sql)))
        found = sorted(set(pattern.findall(sql)))
        node["compiled_code"] = pattern.sub(lambda match: sources[match[0]]["relation_name"], sql)
        parents = [*node["depends_on"]["nodes"], *(sources[name]["unique_id"] for name in found)]
        node["depends_on"]["nodes"] = list(dict.fromkeys(parents))
    return manifest

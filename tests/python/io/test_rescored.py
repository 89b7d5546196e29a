"""A refresh's scores in the publication: what is replaced, what stays, and when it is refused."""

import duckdb
import pytest
from publish_helpers import SmallProject

from clustomers.errors import ClustomersError
from clustomers.io.rescored import publish_rescored
from clustomers.workspace import Workspace


@pytest.fixture
def project(workspace: Workspace) -> SmallProject:
    """A published project in which a refresh states who was scored."""
    workspace.root.mkdir(parents=True)
    project = SmallProject(workspace)
    project.manifest["nodes"]["model.clustomers.fct_customer_rfm"]["tags"] = ["refresh"]
    project.build()
    project.publish()
    return project


def score(project: SmallProject, customers: list[str], rows: str) -> None:
    """Write the database of a refresh that touched these customers."""
    database = project.workspace.refresh_database
    database.parent.mkdir()
    with duckdb.connect(str(database)) as refresh:
        refresh.execute(f"attach '{project.workspace.warehouse}' as warehouse (read_only)")
        refresh.execute("create schema intermediate; create schema segments")
        refresh.execute(
            "create table intermediate.int_customers_touched as "
            f"select unnest({customers}) as customer_id"
        )
        refresh.execute(f"create table segments.fct_customer_rfm as {rows}")


def members(project: SmallProject) -> list[tuple[str, str]]:
    return project.query(
        "select customer_id, cast(snapshot_date as varchar) from segments.fct_customer_rfm "
        "order by all"
    )


NEW_ROWS = """
    select unnest(['c0', 'c1', 'c9x']) as customer_id, date '2024-03-31' as snapshot_date
    union all
    select 'c0', date '2024-02-29'
"""


def test_rows_of_touched_customers_on_the_as_of_date_are_replaced(project: SmallProject) -> None:
    """Rows of others (c1), and of another day, are not a refresh's to change; c5 has none left."""
    score(project, ["c0", "c5", "c9x"], NEW_ROWS)
    counts = publish_rescored(project.workspace, project.manifest)
    left = {(f"c{n}", "2024-03-31") for n in range(10) if n != 5} | {("c9x", "2024-03-31")}
    assert set(members(project)) == left and len(members(project)) == len(left)
    assert counts == {"segments.fct_customer_rfm": 2}


def test_the_publication_says_that_it_was_refreshed(project: SmallProject) -> None:
    score(project, ["c0", "c9x"], NEW_ROWS)
    editions = (
        "select distinct publication_id, refreshed_at is null from governance.dim_publication"
    )
    ((first, is_unrefreshed),) = project.query(editions)
    assert is_unrefreshed
    publish_rescored(project.workspace, project.manifest)
    publish_rescored(project.workspace, project.manifest)
    assert project.query(editions) == [(f"{first}.2", False)]
    counted = "select row_count from {} where table_name = 'fct_customer_rfm'"
    for catalog in ("governance.dim_publication", "core.dim_tables"):
        assert project.query(counted.format(catalog)) == [(11,)]


def test_a_refresh_of_another_build_is_refused_and_changes_nothing(project: SmallProject) -> None:
    score(project, ["c0", "c9x"], NEW_ROWS)
    before, link = members(project), project.workspace.published.readlink()
    project.build()
    with pytest.raises(ClustomersError, match="Run `clustomers publish`, then refresh"):
        publish_rescored(project.workspace, project.manifest)
    assert members(project) == before
    assert project.workspace.published.readlink() == link


def test_an_unpublished_build_is_refused(project: SmallProject) -> None:
    score(project, ["c0"], NEW_ROWS)
    project.workspace.published.unlink()
    with pytest.raises(ClustomersError, match="clustomers publish"):
        publish_rescored(project.workspace, project.manifest)

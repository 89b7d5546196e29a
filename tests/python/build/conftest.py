"""Companies whose truth several files look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builds import WITHOUT_TESTS, Once
from dbt.contracts.graph.manifest import Manifest
from dbt_runs import run_dbt
from truth_checks import Truth

from clustomers.demo.generate import generate
from clustomers.demo.settings import Settings
from clustomers.workspace import Workspace

SEEDS = (1, 2, 3)


@pytest.fixture(scope="module", params=SEEDS)
def typed_truth(request: pytest.FixtureRequest, once: Once, parsed: Manifest) -> Iterator[Truth]:
    """One company of 5,000 customers, built as far as clustomers and what customers say."""

    def make(directory: Path) -> None:
        generate(Settings(customers=5_000, seed=request.param), Workspace(directory))
        run = run_dbt(
            "build",
            "--select",
            *("+fct_clustomer_moves", "+dim_clustomers", "+fct_clustomer_parameters"),
            *("+fct_voice_themes", "+fct_research_hypotheses", "+fct_theme_codes"),
            *(
                "+fct_nps",
                "+fct_score_drivers",
                "+fct_needs",
                "+fct_theme_versions",
                "+dim_research_personas",
                "+fct_segment_memberships",
            ),
            *WITHOUT_TESTS,
            workspace=directory,
            target=directory / "target",
            manifest=parsed,
        )
        assert run.succeeded, run.output

    with Truth(once(f"typed_{request.param}", make)) as opened:
        yield opened

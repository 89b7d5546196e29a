"""MetricFlow's SQL for a query of metrics, without a warehouse of its own."""

from collections.abc import Sequence
from pathlib import Path

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantic_interfaces.validations.semantic_manifest_validator import (
    SemanticManifestValidator,
)
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup


class _Dialect:
    """What the engine asks of a client before it writes SQL; nothing is run through it."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()


class Metrics:
    """The metrics of a project as MetricFlow reads them from ``semantic_manifest.json``."""

    def __init__(self, semantic_manifest: Path) -> None:
        manifest = parse_manifest_from_dbt_generated_manifest(
            manifest_json_string=semantic_manifest.read_text(encoding="utf-8")
        )
        self._engine = MetricFlowEngine(SemanticManifestLookup(manifest), _Dialect())
        found = SemanticManifestValidator().validate_semantic_manifest(manifest)
        self.errors = [issue.message for issue in (*found.errors, *found.future_errors)]
        self.warnings = [issue.message for issue in found.warnings]

    def sql(self, metrics: Sequence[str], group_by: Sequence[str]) -> str:
        """Return a query with the columns ``group_by``, then ``metrics``."""
        request = MetricFlowQueryRequest.create(
            metric_names=list(metrics), group_by_names=list(group_by)
        )
        return str(self._engine.explain(request).sql_statement.sql)

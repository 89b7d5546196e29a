"""The rules of the house that can be read off the project: layers, keys, contracts, clocks."""

import json
import re
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from builds import strict_parse
from dbt_runs import PROJECT

Node = Mapping[str, Any]
HERE = Path(__file__).parent
# DESIGN 1: data flows one way. What each layer may read; whatever else it reads is an exception.
MAY_READ = {
    "staging": {"source", "as of", "seed"},
    "intermediate": {"staging", "as of", "intermediate", "core", "seed"},
    "core": {"staging", "as of", "intermediate", "core", "seed"},
    "ml": {"intermediate", "ml", "seed"},
    "area": {"as of", "intermediate", "core", "ml", "area", "seed"},
    "report": {"as of", "core", "area", "seed"},
}
AS_OF = re.compile(r"stg_landing__(as_of_date|company|days)")
LAYER_EXCEPTIONS = 5
LONG_MODELS = 2
LONGEST = {"staging": 60, "intermediate": 120, "core": 120, "area": 120, "report": 120}
PYTHON_LINES = 40
# Views of event size whose rows are written once, as fct_order_lines, in staging or as fct_events
# (and int_event_properties_checked as months): its key is theirs.
WRITTEN_ONCE = {
    "stg_pos__receipt_lines", "int_order_lines_landed", "int_order_lines_priced",
    "int_web_events_shaped", "int_app_events_shaped", "int_server_events_shaped",
    "int_events_collected", "int_events_visiting", "int_event_properties_checked",
}  # fmt: skip
CLOCKS = re.compile(
    r"\b(current_date|current_time|current_timestamp|localtime\w*|getdate|now|today|random|rand|"
    r"gen_random_uuid|uuid|setseed|sysdate|get_current_\w+|transaction_timestamp)\b\s*(\(|\b)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def models(manifest: Mapping[str, Any]) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


@pytest.fixture(scope="module")
def marts(models: list[Node]) -> list[Node]:
    return [node for node in models if node["path"].startswith("marts/")]


def layer(unique_id: str, manifest: Mapping[str, Any]) -> str:
    """Return the layer of a model, seed or source."""
    kind = unique_id.split(".")[0]
    if kind in {"source", "seed"}:
        return kind
    node = manifest["nodes"][unique_id]
    folder = node["path"].split("/")
    if node["language"] == "python":
        # A step of the SQL around it that SQL cannot express is intermediate, as its name says.
        return "intermediate" if node["name"].startswith("int_") else "ml"
    if AS_OF.fullmatch(node["name"]):
        return "as of"
    if folder[0] == "marts":
        if node["name"].startswith("rpt_"):
            return "report"
        return "core" if folder[1] == "core" else "area"
    return str(folder[0])


def test_data_flows_one_way(manifest: Mapping[str, Any], models: list[Node]) -> None:
    found = set()
    for node in models:
        mine = layer(node["unique_id"], manifest)
        allowed = MAY_READ["staging" if mine == "as of" else mine]
        found |= {
            (node["name"], parent.split(".")[-1])
            for parent in node["depends_on"]["nodes"]
            if layer(parent, manifest) not in allowed
        }
    known = yaml.safe_load((HERE / "layer_exceptions.yml").read_text())
    assert all(exception["reason"] for exception in known)
    assert found == {(exception["model"], exception["reads"]) for exception in known}
    assert len(known) <= LAYER_EXCEPTIONS, "known exceptions may only become fewer"


def test_every_model_says_what_a_row_is(models: list[Node]) -> None:
    silent = [n["name"] for n in models if not re.match(r"One row( per|:|,|\b)", n["description"])]
    assert silent == []


def test_every_model_and_seed_has_a_tested_key(manifest: Mapping[str, Any]) -> None:
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if (node.get("test_metadata") or {}).get("name") in {"key", "staged"}
    }
    bare = [
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"}
        and node["unique_id"] not in tested
        and node["name"] not in WRITTEN_ONCE
    ]
    assert bare == []


def test_every_mart_is_public_grouped_and_under_contract(marts: list[Node]) -> None:
    for node in marts:
        config = node["config"]
        assert config["contract"]["enforced"], node["name"]
        assert config["access"] == "public", node["name"]
        assert config["group"] == node["path"].split("/")[1] == node["schema"], node["name"]


def test_only_marts_are_public(models: list[Node]) -> None:
    public = {node["path"].split("/")[0] for node in models if node["config"]["access"] == "public"}
    assert public == {"marts"}


def test_every_column_of_a_mart_is_described_and_typed(marts: list[Node]) -> None:
    bare = [
        f"{node['name']}.{column['name']}"
        for node in marts
        for column in node["columns"].values()
        if not column["description"].strip() or not column["data_type"]
    ]
    assert bare == []


def test_columns_stand_in_the_order_of_the_contract(
    marts: list[Node], compiled_sql: Mapping[str, str]
) -> None:
    import sqlglot

    for node in marts:
        if node["name"] in compiled_sql:
            tree = sqlglot.parse_one(compiled_sql[node["name"]], dialect="duckdb")
            final = next(cte for cte in tree.ctes if cte.alias == "final")
            assert final.this.named_selects == list(node["columns"]), node["name"]


def test_every_contract_column_is_staged(
    manifest: Mapping[str, Any], compiled_sql: Mapping[str, str]
) -> None:
    import sqlglot

    unstaged = {}
    for source in manifest["sources"].values():
        name = f"stg_{source['source_name']}__{source['name']}"
        if source["name"] == "company":  # settings, not records: read by stg_landing__company
            name = "stg_landing__company"
        tree = sqlglot.parse_one(compiled_sql[name], dialect="duckdb")
        staged = next(cte for cte in tree.ctes if cte.alias == "final").this.named_selects
        missing = set(source["columns"]) - set(staged)
        if missing:
            unstaged[name] = missing
    assert unstaged == {}


def test_every_landed_column_has_a_type_and_a_description(manifest: Mapping[str, Any]) -> None:
    for source in manifest["sources"].values():
        key = source["config"]["meta"]["key"]
        assert set(key) <= set(source["columns"]), source["name"]
        for column in source["columns"].values():
            assert column["data_type"], (source["name"], column["name"])
            assert column["description"], (source["name"], column["name"])


def test_every_landed_table_names_the_areas_it_fills(manifest: Mapping[str, Any]) -> None:
    """The report of a landing goes by them: some where a mart reads the table, else none."""

    def upstream(unique_id: str, seen: set[str]) -> set[str]:
        # What is counted of every table alike is no use of it.
        node = manifest["nodes"].get(unique_id)
        if not (node and node["config"]["meta"].get("counts_every_table")):
            for parent in set(manifest["parent_map"].get(unique_id, [])) - seen:
                seen.add(parent)
                upstream(parent, seen)
        return seen

    read: set[str] = set()
    areas = set()
    for unique_id, node in manifest["nodes"].items():
        if node["resource_type"] == "model" and node["path"].startswith("marts/"):
            areas.add(node["path"].split("/")[1])
            upstream(unique_id, read)
    for unique_id, source in manifest["sources"].items():
        named = source["config"]["meta"]["areas"]
        assert bool(named) == (unique_id in read), unique_id
        assert set(named) <= areas, unique_id


def test_every_source_is_tested_as_it_is_staged(manifest: Mapping[str, Any]) -> None:
    tested = {
        (test["test_metadata"]["kwargs"]["system"], test["test_metadata"]["kwargs"]["table"])
        for test in manifest["nodes"].values()
        if (test.get("test_metadata") or {}).get("name") == "staged"
    }
    landed = {(source["source_name"], source["name"]) for source in manifest["sources"].values()}
    # Settings are read as one row; lines are reconciled with fct_order_lines by an assertion.
    assert landed - tested == {("planning", "company"), ("pos", "receipt_lines")}


def test_every_staged_table_is_counted(manifest: Mapping[str, Any]) -> None:
    """int_records_judged names what it reads: dbt does not know sources yet when it reads ref()."""
    read = manifest["nodes"]["model.clustomers.int_records_judged"]["depends_on"]["nodes"]
    staged = {
        f"model.clustomers.stg_{source['source_name']}__{source['name']}"
        for source in manifest["sources"].values()
    }
    assert staged - set(read) == {"model.clustomers.stg_planning__company"}


def test_models_can_be_read_without_scrolling(
    manifest: Mapping[str, Any], models: list[Node]
) -> None:
    known = yaml.safe_load((HERE / "long_models.yml").read_text())
    allowed = {exception["model"]: exception["lines"] for exception in known}
    long = {}
    for node in models:
        mine = layer(node["unique_id"], manifest)
        is_python = node["language"] == "python"
        limit = PYTHON_LINES if is_python else LONGEST["staging" if mine == "as of" else mine]
        lines = len(node["raw_code"].strip().splitlines())
        if lines > limit:
            long[node["name"]] = lines
    too_long = {name: lines for name, lines in long.items() if lines > allowed.get(name, 0)}
    assert too_long == {}
    assert long.keys() == allowed.keys(), "no longer needed: take it off the list"
    assert len(known) <= LONG_MODELS, "known exceptions may only become fewer"


def test_python_models_only_bind(models: list[Node]) -> None:
    """Sorted input, one call into clustomers.methods: no branches, no loops, no other imports."""
    for node in models:
        if node["language"] == "python":
            assert not re.search(r"^\s*(if|for|while|try|with)\b", node["raw_code"], re.M), node[
                "name"
            ]
            imports = re.findall(r"^(?:from|import)\s+(\S+)", node["raw_code"], re.M)
            assert all(name.startswith("clustomers.methods") for name in imports), node["name"]


def test_no_model_reads_the_clock_or_chance(
    models: list[Node], compiled_sql: Mapping[str, str]
) -> None:
    python = {n["name"]: n["raw_code"] for n in models if n["language"] == "python"}
    for name, code in {**compiled_sql, **python}.items():
        text = re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", code)
        assert not CLOCKS.search(text), (name, CLOCKS.search(text))


def test_every_seed_column_is_described(manifest: Mapping[str, Any]) -> None:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "seed":
            header = (PROJECT / node["original_file_path"]).read_text().splitlines()[0].split(",")
            described = [name for name, column in node["columns"].items() if column["description"]]
            assert described == header, node["name"]


def test_no_test_is_switched_off(manifest: Mapping[str, Any]) -> None:
    assert manifest["disabled"] == {}


def test_yaml_passes_dbts_strict_check(parsed_target: Path) -> None:
    """Without that check, a misspelled key would be ignored silently."""
    assert json.loads((parsed_target / "deprecations.json").read_text()) == []


def test_the_strict_check_is_on(tmp_path: Path) -> None:
    """A misspelled key in a small project is found."""
    (tmp_path / "models").mkdir()
    (tmp_path / "dbt_project.yml").write_text("name: clustomers\nprofile: clustomers\n")
    (tmp_path / "profiles.yml").write_text((PROJECT / "profiles.yml").read_text())
    (tmp_path / "models" / "one.sql").write_text("select 1 as id")
    (tmp_path / "models" / "one.yml").write_text(
        "models:\n  - name: one\n    descripton: misspelled\n"
    )
    found = strict_parse(tmp_path / "workspace", tmp_path / "target", tmp_path)
    assert any("descripton" in text for text in found)


def test_no_folder_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    """Pytest passes over folders by their name, such as build, and says nothing of it."""
    root = HERE.parent
    files = [file.relative_to(root) for file in root.rglob("test_*.py")]
    folders = {part for file in files for part in file.parts[:-1]}
    left_out = pytestconfig.getini("norecursedirs")
    assert {"build", "house"} <= folders
    assert not [name for name in folders for pattern in left_out if fnmatch(name, pattern)]
    assert len({file.name for file in files}) == len(files), "pytest imports files by name alone"

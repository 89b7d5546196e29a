# `make build` sets up everything and builds all tables; `make test` proves it. `make help` lists the rest.

DEMO := data/demo
JOURNEY := data/complete_journey
WORKSPACE := $(or $(CLUSTOMERS_WORKSPACE),$(DEMO))
export CLUSTOMERS_WORKSPACE := $(WORKSPACE)
export DO_NOT_TRACK := 1

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: build test docs site sql bench clean lint help

build: $(READY) $(filter $(DEMO)/landing $(JOURNEY)/landing,$(WORKSPACE)/landing)  ## Set up, make the demo company, build, publish, make the site
	@$(BIN)/clustomers build

test: $(READY) lint  ## Lint and run all tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(READY)  ## Check Python, SQL and YAML
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint models tests/assertions analyses
	@$(BIN)/yamllint --strict .

docs: $(READY)  ## Make the documentation of every table, site/docs.html in the workspace
	@$(BIN)/clustomers site --only docs

site: $(READY)  ## Make the site again: boards, docs, lineage, data quality
	@$(BIN)/clustomers site

sql: $(READY)  ## Open a SQL prompt on the published file
	@test -e $(WORKSPACE)/published.duckdb || { echo "Nothing is published in $(WORKSPACE): run make build first."; exit 1; }
	@$(BIN)/duckdb -readonly $(WORKSPACE)/published.duckdb

bench: $(READY)  ## Measure speed against peers and the raw engine (minutes)
	@missed=0; for script in benchmarks/bench_*.py; do $(BIN)/python $$script || missed=1; done; exit $$missed

clean:  ## Remove what was built (landed files stay)
	rm -rf target logs $(WORKSPACE)/warehouse.duckdb* $(WORKSPACE)/published* $(WORKSPACE)/site

help:  ## List these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info[:2] == (3, 11) else f"Clustomers wants Python 3.11, this is {sys.version.split()[0]}: make PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes --compile-bytecode -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

# Only the two sample workspaces fill themselves; your own is yours to land.
$(DEMO)/landing:
	@$(BIN)/clustomers demo --workspace $(DEMO)

$(JOURNEY)/landing:
	@CLUSTOMERS_WORKSPACE=$(JOURNEY) $(BIN)/clustomers land complete-journey

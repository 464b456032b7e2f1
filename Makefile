# Two commands: `make demo` sets everything up and shows the main job, `make test` checks it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= yibao-data

.PHONY: demo test lint bench bench-peers docs clean

$(VENV)/.installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: $(VENV)/.installed
	$(BIN)/yibao build corpus/articles --data $(DATA)
	$(BIN)/yibao search '医保卡余额怎么查' -k 2 --data $(DATA)
	$(BIN)/yibao search '退休职工在三级医院住院能报几成' -k 2 --data $(DATA)
	$(BIN)/yibao search '手工报销要带什么材料' -k 2 --data $(DATA)
	$(BIN)/yibao sparql -f docs/queries/01_balance_channels.rq --data $(DATA)

test: $(VENV)/.installed-dev lint
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.installed-dev
	$(BIN)/python -m query.documentation

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench

bench-peers: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench.peers

clean:
	rm -rf $(VENV) $(DATA) build *.egg-info

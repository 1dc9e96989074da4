# Two commands do everything: `make report` and `make test`. Windows: see README.md.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: report test cover bench samples clean

report: $(VENV)/.installed
	@# The sample of an implementation report holds no scores yet: it is said, and the exit code is 1, not a failure here.
	@$(BIN)/ita-xl report workbooks/samples/*.xlsx -o out || test $$? -eq 1

test: $(VENV)/.installed-dev
	@sh tests/setup_office.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

cover: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto --dist loadfile --cov --cov-report=term:skip-covered $(PYTEST_ARGS)

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/whole.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/batch.py
	$(BIN)/python benchmarks/filler.py
	$(BIN)/python benchmarks/national.py
	$(BIN)/python benchmarks/cold.py
	$(BIN)/python benchmarks/hosts.py

samples: $(VENV)/.installed
	$(BIN)/python workbooks/build.py

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) out

# Détente. Needs Python 3.11 or later and make; everything else goes into .venv. Say `make` to see what there is.
.POSIX:

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all:

## make demo     install Détente here and look at the real case that comes with it (about a minute)
## make test     style, types, floors and all tests
## make format   set spaces and imports right
## make docs     write the generated pages of docs/ anew
## make bench    sizes and times, beside NegMAS and the matrix method where they can do them
## make clean    remove what the others made
## Another Python: make PYTHON=python3.12 demo
.PHONY: help demo test lint format docs bench clean

help:
	@sed -n 's/^## //p' Makefile

demo: $(VENV)/.demo
	@$(BIN)/detente demo

test: lint
	$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py

bench: $(VENV)/.bench
	$(BIN)/python benchmarks/run.py --peer .venv-bench/bin/python

clean:
	rm -rf $(VENV) .venv-bench .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks dist build
	rm -f detente-report.html
	find src tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- set-up: each stamp is made anew when pyproject.toml changes

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Détente needs Python 3.11 or later; $(PYTHON) is older. Say which to use: make PYTHON=python3.12 demo" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.demo: $(VENV)/.python pyproject.toml
	@echo "Installing Détente into $(VENV) …"
	@$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.python pyproject.toml
	@echo "Installing Détente and what its tests need into $(VENV) …"
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.demo

$(VENV)/.bench: $(VENV)/.dev
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@echo "Installing NegMAS (for comparison only) into .venv-bench …"
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --prefer-binary negmas
	@touch $@

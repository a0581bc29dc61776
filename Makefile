# Needs Python 3.11 or newer and make; everything else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.requirements
DEV_STAMP := $(VENV)/.requirements-dev

.DEFAULT_GOAL := help
.PHONY: help run test lint types format check messages bench faults clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

run: $(RUN_STAMP) ## the ledger on http://localhost:8000 (PORT=… for another port); Ctrl-C stops it
	@$(BIN)/python -m ledger.run

test: $(DEV_STAMP) ## the whole suite, on the embedded PostgreSQL unless DATABASE_URL is set
	@# A worker for each core, each with databases of its own; the tests of a file stay together.
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --durations 12

lint: $(DEV_STAMP) ## style, formatting, security and templates, nothing changed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive ledger claims manage.py
	find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --check --target-version 5.2

types: $(DEV_STAMP) ## mypy
	$(BIN)/mypy

format: $(DEV_STAMP) ## puts style and formatting right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2

check: lint types test ## all of the above that only looks

CATALOGUE := locale/it/LC_MESSAGES/django.po
messages: $(RUN_STAMP) ## takes new texts into the Italian catalogue and compiles it; needs GNU gettext (docs/languages.md)
	$(BIN)/python manage.py makemessages --locale it --no-location --no-wrap --no-obsolete \
		--ignore '.venv/*' --ignore '.data/*' --ignore 'tests/*' --ignore 'bench/*' --ignore 'docs/*'
	@# One order and no date, so that a change to one text is a change of a few lines.
	msgattrib --sort-output --no-wrap --no-obsolete $(CATALOGUE) | sed '/^"POT-Creation-Date/d' > $(CATALOGUE).new
	mv $(CATALOGUE).new $(CATALOGUE)
	msgfmt --check-format --output-file $(CATALOGUE:.po=.mo) $(CATALOGUE)

bench: $(RUN_STAMP) ## measures on throw-away ledgers of 10k and 100k claims (SIZES="1k 10k" for others; see bench/README.md)
	@$(BIN)/python -m bench $(SIZES)

faults: $(RUN_STAMP) ## kills the app or PostgreSQL at random points of publishing, and checks the log (POINTS=200, SEED=…)
	@POINTS=$(or $(POINTS),200) SEED=$(or $(SEED),0) $(BIN)/python -m faults

clean: ## removes what was built (never your data in .data)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 run")'
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.txt | $(VENV)/bin/python
	@echo "Installing requirements (only this once, about a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing requirements for tests and checks …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@ $(RUN_STAMP)

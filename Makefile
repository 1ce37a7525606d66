# Binzhi: `make demo` sets everything up and serves a demo hotel, `make test` proves the tree. `make help` lists the rest.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
RESULTS := tests/out/requirements
# Extra words for the command behind a target: make demo ARGS="--port 8100 --no-serve"
ARGS ?=
# Two test workers suit two cores; more cores: make test WORKERS=4
WORKERS ?= 2
PYTEST := $(BIN)/pytest -q
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q install --no-build-isolation --require-hashes

.PHONY: help venv run-venv assets messages demo test lint types floors unit unit-postgres identity-full browser requirements bench screenshots clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- set-up -----------------------------------------------------------------------------------------------------------

venv: $(VENV)/.dev-stamp ## virtual environment with the development tools (only when a lock changed)

run-venv: $(VENV)/.run-stamp

$(VENV)/.run-stamp: requirements/build.lock requirements/run.lock pyproject.toml tools/find_python
	@python="$$(tools/find_python)" && { [ -x $(BIN)/python ] || "$$python" -m venv $(VENV); }
	@echo "Installing the packages of requirements/run.lock ..."
	@$(PIP) -r requirements/build.lock
	@$(PIP) -r requirements/run.lock
	@$(BIN)/python -m pip --disable-pip-version-check --no-input -q install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev-stamp: $(VENV)/.run-stamp requirements/dev.lock
	@echo "Installing the packages of requirements/dev.lock ..."
	@$(PIP) -r requirements/dev.lock
	@touch $@

assets: node_modules/.stamp ## icons and scripts of the pages, from npm packages (only when the lock changed)

node_modules/.stamp: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing. Debian/Ubuntu: sudo apt-get install npm   macOS: brew install node"; exit 1; }
	@echo "Installing the packages of package-lock.json ..."
	@npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

messages: run-venv ## compile the translations (.po -> .mo)
	@$(BIN)/python tools/messages.py compile

# --- run --------------------------------------------------------------------------------------------------------------

demo: run-venv assets messages ## the demo hotel: builds it, prints tomorrow's arrivals, serves http://127.0.0.1:8000
	@$(BIN)/binzhi demo $(ARGS)

# --- prove ------------------------------------------------------------------------------------------------------------

test: lint types floors unit unit-postgres browser ## everything that must be green, in under 30 minutes on two cores

lint: venv ## style, and translations complete
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tools/messages.py check

types: venv ## mypy --strict
	$(BIN)/mypy

floors: venv ## rooms import downwards only, shelves too
	$(BIN)/lint-imports

unit: venv assets messages ## tests on SQLite
	@echo "== tests on SQLite"
	@env -u BINZHI_TEST_DATABASE_URL -u BINZHI_TEST_KEYSTORE_URL \
		$(PYTEST) -n $(WORKERS) -m "not browser and not postgres" --requirements-results $(RESULTS)/sqlite.json $(ARGS)

unit-postgres: venv assets messages ## the same tests on PostgreSQL, when a server is there
	@databases="$$($(BIN)/python tools/test_databases.py)"; \
	if [ -z "$$databases" ]; then echo "== no PostgreSQL server reachable: these tests ran on SQLite only (see README)"; else \
		echo "== tests on PostgreSQL"; \
		env $$databases $(PYTEST) -n $(WORKERS) -m "not browser and not house" \
			--requirements-results $(RESULTS)/postgresql.json $(ARGS); \
	fi

identity-full: venv assets messages ## 1,000 random joins, edits and partings by four keepers at once, on PostgreSQL
	@databases="$$($(BIN)/python tools/test_databases.py)"; \
	if [ -z "$$databases" ]; then echo "== no PostgreSQL server reachable"; exit 1; else \
		env $$databases BINZHI_HISTORY_STEPS=1000 $(PYTEST) tests/identity/test_histories.py -k four_keepers $(ARGS); \
	fi

browser: venv assets messages ## the main journeys in Chromium, when it is there
	@chromium="$$(tools/find_chromium)"; \
	if [ -z "$$chromium" ]; then echo "== no Chromium found: the browser journeys did not run (see README)"; else \
		echo "== journeys in a browser"; \
		env -u BINZHI_TEST_DATABASE_URL -u BINZHI_TEST_KEYSTORE_URL BINZHI_CHROMIUM="$$chromium" \
			$(PYTEST) -m browser --requirements-results $(RESULTS)/browser.json $(ARGS); \
	fi

requirements: venv ## rows proved by the last `make test`, per area; ARGS="--rows R-213..R-243" for some
	@ls $(RESULTS)/*.json >/dev/null 2>&1 || $(MAKE) --no-print-directory unit browser ARGS=
	@$(BIN)/python tools/requirements.py $(ARGS)

bench: venv assets messages ## benchmarks, printed as the table of docs/benchmarks.md
	@$(BIN)/python -m bench $(ARGS)

screenshots: venv assets messages ## pictures of the main pages for docs/guide
	@$(BIN)/python tools/screenshots.py $(ARGS)

clean: ## remove what was built (not ./var, the data)
	rm -rf $(VENV) node_modules tests/out .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis static-root build
	find src -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Needs only python3 (>= 3.11) and make: everything else is installed into .venv from the hash-pinned lock files.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-datasette1 check bench lock clean

.venv/runtime.ok: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sponsorfeed needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.ok: .venv/runtime.ok requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

demo: .venv/runtime.ok
	@$(BIN)/sponsorfeed demo --data demo

test: .venv/dev.ok
	$(BIN)/python -m pytest

# The pages on the pre-release of Datasette that comes next, in an environment of its own.
test-datasette1: .venv-datasette1/ok
	.venv-datasette1/bin/python -m pytest tests/exports/pages tests/exports/test_datasette_files.py

.venv-datasette1/ok: requirements-datasette1.lock
	$(PYTHON) -m venv .venv-datasette1
	.venv-datasette1/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-datasette1.lock
	.venv-datasette1/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

check: .venv/dev.ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev.ok
	$(BIN)/python -m benchmarks

# Maintainers only: needs uv. Index addresses are stripped because the locks must work with any index.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --upgrade --group build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --upgrade --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --group build --extra cluster --extra s3 -c requirements-dev.lock pyproject.toml -o requirements-cluster.lock
	printf 'datasette==1.0a41\n' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --upgrade --group dev pyproject.toml - -o requirements-datasette1.lock

clean:
	rm -rf .venv .venv-datasette1 demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

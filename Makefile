# make run: the whole system on this machine.  make test: everything that is checked.
# Needs Python 3.11 or later and a package index; nothing else.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
PORT ?= 8000
DATA_DIR ?= var
export PORT DATA_DIR

BIN := .venv/bin
# Named by the lock's content: a changed lock is a new environment, an equal one is left alone.
STAMP := .venv/lock-$(shell cksum < requirements.lock | cut -d ' ' -f 1)

.PHONY: help run test check browser lock

help:
	@sed -n '1,2s/^# //p' Makefile

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更高版本")'
	@echo '正在安装依赖……' >&2
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

run: $(STAMP)
	@exec $(BIN)/python -m ningyang.supervisor

# The quick checks, without tests.
check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	DATA_DIR=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run
	DATA_DIR=$$(mktemp -d) PRODUCTION=1 ALLOWED_HOSTS=ningyang.example \
		$(BIN)/python -W error manage.py check --deploy --fail-level INFO

# Browser tests need a browser and Chinese letters; the rest comes from the lock.
browser:
	@command -v chromium >/dev/null && command -v fc-list >/dev/null && \
		[ -n "$$(fc-list :lang=zh)" ] || { \
		as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
		$$as_root apt-get update -qq; \
		DEBIAN_FRONTEND=noninteractive $$as_root apt-get install -y -qq --no-install-recommends \
			chromium fontconfig fonts-wqy-microhei >/dev/null; }

# Byte code is kept: the tests start some hundred processes. Coverage is taken in one run; it makes
# a run half as long again. Only the sites that tests start are migrated, on both databases; the
# other tables are made from the models, which `check` holds to the migrations.
PYTEST := CI=true PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -q -n 2 --dist worksteal

test: check browser
	$(PYTEST) -m 'not e2e' --nomigrations --cov --cov-report=
	@echo "branch coverage: $$($(BIN)/coverage report --format=total) %"
	$(PYTEST) -m 'not e2e and not once' --nomigrations --database postgres
	$(PYTEST) --nomigrations tests/e2e

# A new lock after a change of the dependencies in pyproject.toml.
lock: $(STAMP)
	$(PYTHON) -m venv .venv/lock-tool
	.venv/lock-tool/bin/pip install --quiet uv
	.venv/lock-tool/bin/uv pip compile --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-strip-extras --all-extras --upgrade -o requirements.lock pyproject.toml

# One line of help per target: `make` prints them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run run-demo test test-fast test-slow check bench build contract matrix locks e2e doctor clean

BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
DEMO ?=
DATA ?=
ARGS ?=
export PYTHONWARNINGS ?= ignore::DeprecationWarning

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install and build everything that run and test need (again: takes a second)
	@scripts/setup.sh

run: setup ## Serve on 127.0.0.1:8000; DEMO=1 invented data, DEMO=0 empty; also HOST= PORT= DATA=
	@exec scripts/run.sh "$(DEMO)" "$(HOST)" "$(PORT)" "$(DATA)"

run-demo: ## The same as make run DEMO=1
	@exec $(MAKE) --no-print-directory run DEMO=1

test: setup ## All tests: unit, front end, database, processes, browser
	@scripts/test.sh all

test-fast: setup ## Only the tests that start no servers and no browser
	@scripts/test.sh fast

test-slow: setup ## Only the tests that start whole servers or a browser
	@scripts/test.sh slow

e2e: setup ## Only the stories in a real browser (ARGS="-k name" picks some)
	@scripts/browser.sh && $(BIN)/pytest e2e $(ARGS)

check: setup ## Linters, types, floors, sizes (changes nothing)
	@scripts/check.sh

bench: setup ## Benchmarks beside their rivals, in one run (ARGS=... are handed on)
	@scripts/setup.sh rivals
	@$(BIN)/python -m bench $(ARGS)

build: setup ## Build the phone app and the office assets again
	@rm -f .stamps/frontend && scripts/setup.sh frontend

contract: setup ## Write contract/*.json and the phone's types again after a change of schemas
	@$(BIN)/python -m bubuhan.sync.contract
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix field run --silent types

matrix: setup ## Write contract/access-matrix.json again: read the difference, it is the review
	@BUBUHAN_REWRITE=1 $(BIN)/pytest bubuhan/site/tests/test_matrix.py

locks: setup ## Resolve the Python locks again after editing requirements/*.in
	@scripts/locks.sh

doctor: setup ## Versions, data folder, database, migrations, free space
	@$(BIN)/bubuhan doctor $(if $(DATA),--data "$(DATA)")

clean: ## Remove what was installed and built here; never data
	rm -rf .venv .stamps field/node_modules field/dist bubuhan/site/static/office static-collected e2e/out build ./*.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Two commands matter: `make run` serves the site on this machine, `make test` checks all of it.

.DEFAULT_GOAL := help
.PHONY: help run check test test-long bench evaluate format messages backup restore

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

run: ## serve at http://localhost:8000, with a demonstration community (PORT=… for another port)
	@bin/bootstrap run
	@exec .venv/bin/python bin/serve --end-with-parent

check: ## the quick checks: lint, import contracts, migrations, templates, settings, translations
	@bin/bootstrap test
	@exec .venv/bin/python bin/check

test: ## the checks, the suite on SQLite and PostgreSQL, the browser tests
	@bin/bootstrap test
	@exec .venv/bin/python bin/test

test-long: ## the long runs
	@bin/bootstrap test
	@exec .venv/bin/python bin/test long

bench: ## measure against a bare Django view, on SQLite and PostgreSQL
	@bin/bootstrap test
	@exec .venv/bin/python -m benchmarks.bench

evaluate: ## how good search and suggestions are, on judged questions
	@bin/bootstrap test
	@DEBUG=1 exec .venv/bin/python -m benchmarks.evaluate

format: ## put the code into shape
	@bin/bootstrap test
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format --quiet .

messages: ## compile the translations
	@bin/bootstrap run
	@bin/messages compile

backup: ## FILE=…: the whole database into one file
	@bin/bootstrap run
	@DEBUG="$${DEBUG-$$([ -n "$$SECRET_KEY" ] || echo 1)}" exec .venv/bin/python manage.py backup "$(FILE)"

restore: ## FILE=…: the database as it was at that backup
	@bin/bootstrap run
	@DEBUG="$${DEBUG-$$([ -n "$$SECRET_KEY" ] || echo 1)}" exec .venv/bin/python manage.py restore "$(FILE)"

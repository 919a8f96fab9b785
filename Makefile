# Every target makes its own virtual environment on first use; Python ≥ 3.11 and make are all it asks for.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
RUN := $(BIN)/python -m

.DEFAULT_GOAL := help
.PHONY: help book test check refresh serve bundle editions bench mutate lock clean

help: ## show this list
	@$(PYTHON) -c "import re; [print(f'make {t:9} {d}') for t, d in re.findall(r'^(\w+):.*?## (.*)', open('Makefile', encoding='utf-8').read(), re.M)]"

# The lock pins every package with its hashes; the project itself is added in place, so edits count at once.
.venv/ready: book/requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(None if sys.version_info >= (3, 11) else 'This project needs Python 3.11 or newer; found ' + sys.version.split()[0] + '. Name one: make PYTHON=python3.12')"
	$(PYTHON) -m venv .venv
	$(RUN) pip install --quiet --disable-pip-version-check --require-hashes -r book/requirements.lock
	$(RUN) pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(PYTHON) -c "open('.venv/ready', 'w').close()"

book: .venv/ready ## build the site into book/_build/html
	@$(RUN) press build

test: .venv/ready ## prove everything: data, chapters, book, browser
	@$(RUN) press test

check: .venv/ready ## static checks in seconds, no kernel
	@$(RUN) press check

refresh: .venv/ready ## re-execute what is stale, rewrite computed texts
	@$(RUN) press refresh

serve: .venv/ready ## live preview: rebuild and reload on save
	@$(RUN) press serve

bundle: .venv/ready ## a zip with which anybody can run the chapters again
	@$(RUN) press bundle

editions: bundle ## everything that is published beside the site

mutate: .venv/ready ## break things at random and see them noticed (COUNT=351 SEED=7)
	@$(BIN)/python tests/mutate.py --count $(or $(COUNT),351) --seed $(or $(SEED),7)

bench: .venv/ready ## measure times, sizes and Lighthouse scores, relative to a base
	@$(RUN) press bench

lock: .venv/ready ## renew book/requirements.lock (newest: make lock UPGRADE=--upgrade)
	@$(RUN) pip install --quiet --disable-pip-version-check uv
	@$(RUN) uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --python-version 3.11 $(UPGRADE) -o book/requirements.lock

clean: ## remove what was built
	@$(PYTHON) -c "import shutil; shutil.rmtree('book/_build', ignore_errors=True)"

# Every target makes its own virtual environment on first use; Python ≥ 3.11 and make are all it asks for.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
RUN := $(BIN)/python -m
PIP := $(RUN) pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help book test check refresh update serve editions bench mutate lock clean

help: ## show this list
	@$(PYTHON) -c "import re; [print(f'make {t:9} {d}') for t, d in re.findall(r'^(\w+):.*?## (.*)', open('Makefile', encoding='utf-8').read(), re.M)]"

# The lock pins every package that is needed, with its hashes, so pip looks for no others; project.pth makes the project's own modules importable.
.venv/ready: book/requirements.lock book/project.pth
	@$(PYTHON) -c "import sys; sys.exit(None if sys.version_info >= (3, 11) else 'This project needs Python 3.11 or newer; found ' + sys.version.split()[0] + '. Name one: make PYTHON=python3.12')"
	@echo "Installing the packages of book/requirements.lock into .venv; this takes a minute or two."
	@$(PYTHON) -m venv .venv
	@$(PIP) --no-deps --require-hashes -r book/requirements.lock
	@$(BIN)/python -c "import shutil, sysconfig; shutil.copy('book/project.pth', sysconfig.get_path('purelib')); open('.venv/ready', 'w').close()"

book: .venv/ready ## build the site into book/_build/html
	@$(RUN) press build

test: .venv/ready ## prove everything: data, chapters, book, browser
	@$(RUN) press check
	@$(RUN) pytest tests notebooks --nbval --nbval-current-env -n auto --dist loadfile --no-loadscope-reorder

check: .venv/ready ## static checks in seconds, no kernel
	@$(RUN) press check

refresh: .venv/ready ## execute again what is stale, rewrite computed texts
	@$(RUN) press refresh

update: .venv/ready ## fetch what publishers say now, write new vintages (SERIES="rd_intensity co2_intensity")
	@$(RUN) press update $(SERIES)

serve: .venv/ready ## live preview: rebuild and reload on save
	@$(RUN) press serve

editions: .venv/ready ## what is published beside the site: PDF, EPUB, one file, data, bundle
	@$(RUN) press editions

bench: .venv/ready ## measure times, sizes and page scores, as ratios (PEERS=3 rounds, SCALE=100 chapters)
	@$(BIN)/python tests/bench.py $(PEERS:%=--peers %) $(SCALE:%=--scale %)

mutate: .venv/ready ## break things at random and see them noticed (COUNT=568 SEED=7)
	@$(BIN)/python tests/mutate.py --count $(or $(COUNT),568) --seed $(or $(SEED),7)

LOCK := $(RUN) uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --python-version 3.11
lock: .venv/ready ## renew both requirements.lock (newest: make lock UPGRADE=--upgrade)
	@$(PIP) uv==0.13.9
	@$(LOCK) --group test $(UPGRADE) -o book/requirements.lock
	@$(LOCK) --group chapters -c book/requirements.lock -o notebooks/requirements.lock

clean: ## remove what was built
	@$(PYTHON) -c "import shutil; shutil.rmtree('book/_build', ignore_errors=True)"

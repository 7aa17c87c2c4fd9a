# Every target sets up what it needs in $(VENV). Needs make and Python 3.11 or newer with venv, nothing else.

# The first of these that runs and is new enough; `make PYTHON=... test` names another.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# Node.js 18 or newer with npm on the machine is used; where there is none, requirements/node.txt brings one.
HAS_NODE := $(shell npm --version >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 18)' \
	>/dev/null 2>&1 && echo yes)
# $(call find_python,SERIES,LEAST): the first Python of a series that runs, is new enough and can make environments.
find_python = $(firstword $(foreach python,$(wildcard .python-$(1)/usr/bin/python$(1)) python$(1) \
	$(wildcard $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/$(1).*/bin/python),$(shell "$(python)" -c 'import sys, venv, ensurepip; \
	sys.exit(sys.version_info[:3] < tuple(map(int, "$(2)".split("."))))' >/dev/null 2>&1 && echo "$(python)")))
# Home Assistant's own code runs in environments of its own: older releases on Python 3.13, the newest on 3.14, if there is one.
HA_PYTHON ?= $(call find_python,3.13,3.13)
HA_NEWEST_PYTHON ?= $(call find_python,3.14,3.14.2)
HA_VENV ?= .venv-homeassistant
FUZZ_SECONDS ?= 60
# A number repeats the run that printed it.
FUZZ_SEED ?=
SOAK_SECONDS ?= 300
# What is run on shaken event loops.
SHAKEN ?= tests/net tests/client tests/sim tests/fleet tests/bridge
# `--write` puts the figures into the documentation.
BENCH_ARGS ?=
PYTEST_ARGS ?=

# Every branch of these is covered: they hold no I/O, so nothing excuses them.
PURE := 'src/tuyalan/wire/*,src/tuyalan/beacon/*,src/tuyalan/session/*,src/tuyalan/model/*,src/tuyalan/bridge/asking.py,src/tuyalan/bridge/claim.py,src/tuyalan/bridge/commands.py,src/tuyalan/bridge/describing.py,src/tuyalan/bridge/faces/*,src/tuyalan/bridge/foreign.py,src/tuyalan/bridge/grouping.py,src/tuyalan/bridge/homeassistant/*,src/tuyalan/bridge/levels.py,src/tuyalan/bridge/limit.py,src/tuyalan/bridge/message.py,src/tuyalan/bridge/mirror.py,src/tuyalan/bridge/outbox.py,src/tuyalan/bridge/packing.py,src/tuyalan/bridge/payloads.py,src/tuyalan/bridge/publishing.py,src/tuyalan/bridge/replies.py,src/tuyalan/bridge/requests.py,src/tuyalan/bridge/sharing.py,src/tuyalan/bridge/topics.py,src/tuyalan/bridge/unison.py,src/tuyalan/vocabulary.py,src/tuyalan/errors.py'

# For commands that need the programs of the environment, above all Node.js where it comes from there.
WITH_BIN := PATH="$(abspath $(BIN)):$$PATH"
# Where tests find the peers written in JavaScript.
export TUYALAN_NODE_MODULES := $(abspath $(VENV)/npm/node_modules)
PYRIGHT = $(WITH_BIN) node $(TUYALAN_NODE_MODULES)/pyright/index.js --pythonpath $(BIN)/python

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo demo-hub test check layout lint types layers format bench bench-hub bench-knowledge hub-interop interop homeassistant fuzz chaos shake soak catalogue-run docs lock wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.stamp-run ## virtual devices, found, read, switched, killed and brought back: half a minute
	$(BIN)/tuyalan demo

demo-hub: $(VENV)/.stamp-dev ## virtual devices, a broker, a hub, and a subscriber that reads values and switches a lamp
	$(BIN)/python tools/demo_hub.py

test: $(VENV)/.stamp-dev ## all tests but the long suites, with coverage
	$(BIN)/python -m pytest --cov --cov-report=term $(PYTEST_ARGS)
	$(if $(PYTEST_ARGS),,$(BIN)/coverage report --include=$(PURE) --fail-under=100)

check: layout lint types layers ## what a change must pass: all of the next four, then the tests, without measuring coverage
	$(MAKE) test PYTEST_ARGS="--no-cov -q $(PYTEST_ARGS)"

layout: $(VENV)/.stamp-dev ## is the code laid out by the formatter?
	$(BIN)/ruff format --check .

lint: $(VENV)/.stamp-dev ## ruff
	$(BIN)/ruff check .

# Tests and benchmarks import what they compare with, so the type checker needs it too.
# The second run (seven seconds) fails unless the type of everything public, in all modules, is written down: what is left to
# inference, each type checker infers in its own way. Types of rich and paho-mqtt, which have gaps, are not held against us.
types: $(VENV)/.stamp-interop $(VENV)/.stamp-npm ## pyright, and whether everything public has a written type
	$(PYRIGHT)
	@echo "pyright --verifytypes tuyalan --ignoreexternal"
	@$(PYRIGHT) --verifytypes tuyalan --ignoreexternal >$(VENV)/verifytypes.log || \
		{ sed '/^Public modules:/,/^Symbols used/d' $(VENV)/verifytypes.log; exit 1; }
	@grep '^Type completeness score' $(VENV)/verifytypes.log

layers: $(VENV)/.stamp-dev ## import-linter
	$(BIN)/lint-imports

format: $(VENV)/.stamp-dev ## lay out the code and correct what can be corrected by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.stamp-interop ## speed, with the ratios to other implementations in the same run
	$(BIN)/python -m benchmarks

bench-knowledge: $(VENV)/.stamp-interop ## how often inference is right on products held back, and what knowledge costs
	$(BIN)/python -m benchmarks.inference $(BENCH_ARGS)
	$(BIN)/python -m benchmarks --only knowledge properties $(if $(findstring --write,$(BENCH_ARGS)),--write)

interop: $(VENV)/.stamp-interop $(VENV)/.stamp-npm ## our client and simulator against other implementations
	$(WITH_BIN) $(BIN)/python -m pytest -m interop $(PYTEST_ARGS)

hub-interop: $(VENV)/.stamp-interop ## the bridge with a real Mosquitto and its programs (apt-get install mosquitto mosquitto-clients)
	$(BIN)/python -m pytest -m broker tests/interop $(PYTEST_ARGS)

bench-hub: $(VENV)/.stamp-interop ## the hub: a thousand devices through to a subscriber of a real Mosquitto, commands, memory
	$(BIN)/python -m benchmarks --only hub hubfleet

homeassistant: HA_HOMES = $(HA_VENV) $(HA_VENV)-newer $(if $(HA_NEWEST_PYTHON),$(HA_VENV)-newest)
homeassistant: $(VENV)/.stamp-interop $(HA_VENV)/.stamp $(HA_VENV)-newer/.stamp ## what Home Assistant's own code says of what we announce
	$(if $(HA_NEWEST_PYTHON),$(MAKE) $(HA_VENV)-newest/.stamp,@echo "No Python 3.14.2 or newer of its series, so the newest \
		Home Assistant is left out; on Debian, 'bash .ci/get-python 3.14 .python-3.14' brings one.")
	$(BIN)/python -m pytest -m homeassistant -o faulthandler_timeout=600 tests/homeassistant/test_rules.py $(PYTEST_ARGS)
	$(foreach home,$(HA_HOMES),TUYALAN_HOME_ASSISTANT="$(abspath $(home))/bin/python" $(BIN)/python \
		-m pytest -m homeassistant -o faulthandler_timeout=600 --ignore tests/homeassistant/test_rules.py \
		tests/homeassistant $(PYTEST_ARGS) &&) true

fuzz: $(VENV)/.stamp-dev ## hostile input for FUZZ_SECONDS
	$(BIN)/python tools/fuzz.py --seconds $(FUZZ_SECONDS) $(if $(FUZZ_SEED),--seed $(FUZZ_SEED))

chaos: $(VENV)/.stamp-dev ## many virtual devices under every fault: half a minute
	$(BIN)/python -m pytest -m chaos $(PYTEST_ARGS)

shake: $(VENV)/.stamp-interop ## the tests of everything with a connection, on event loops that are late and tell things in any order
	$(BIN)/python -m pytest -p tests.shaking --no-cov $(SHAKEN) $(PYTEST_ARGS)

soak: $(VENV)/.stamp-dev ## the hub for SOAK_SECONDS while devices, broker, disk, clock and itself fail, with a ledger of commands
	$(BIN)/python -m tools.soak --seconds $(SOAK_SECONDS)

catalogue-run: $(VENV)/.stamp-dev ## every product of the catalogue as a virtual device, read and written: two minutes
	$(BIN)/python -m tools.catalogue_run

docs: $(VENV)/.stamp-dev ## write the generated parts of docs/ and the README anew
	$(BIN)/python tools/facts.py --write
	$(BIN)/python tools/docs.py

lock: $(VENV)/.stamp-lock $(VENV)/.stamp-npm ## pin the newest versions, with hashes, in requirements/
	$(WITH_BIN) $(BIN)/python tools/lock.py

wheel: $(VENV)/.stamp-dev ## build the wheel and the source archive in dist/
	$(BIN)/python -m build --no-isolation --outdir dist .

clean: ## remove everything that the other targets made
	rm -rf .venv .venv-* $(VENV) dist build htmlcov .coverage .coverage.* .pytest_cache .ruff_cache .hypothesis \
		.import_linter_cache .cache
	find src tests tools examples benchmarks fuzz -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# ---------------------------------------------------------------- set-up; a stamp is as new as what it was made from

$(VENV)/.stamp-venv:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found on the PATH. Install one, or name it:" \
		"make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) does not run, or is older" \
		"than Python 3.11. Name another: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module. Install it" \
		"(Debian, Ubuntu: apt-get install python3-venv), or name another Python with PYTHON=." >&2; exit 1; }
	"$(PYTHON)" -m venv --clear "$(VENV)"
	@touch $@

$(VENV)/.stamp-run: requirements/cli.txt requirements/build.txt pyproject.toml | $(VENV)/.stamp-venv
	$(PIP) install --no-deps --require-hashes -r requirements/cli.txt -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.stamp-dev: requirements/dev.txt $(VENV)/.stamp-run
	$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.stamp-interop: requirements/interop.txt $(VENV)/.stamp-dev
	$(PIP) install --no-deps --require-hashes -r requirements/interop.txt
	@touch $@

$(HA_VENV)/.stamp: requirements/homeassistant.txt
$(HA_VENV)-newer/.stamp: requirements/homeassistant-newer.txt
$(HA_VENV)-newest/.stamp: requirements/homeassistant-newest.txt
$(HA_VENV)-newest/.stamp: HA_PYTHON := $(HA_NEWEST_PYTHON)
$(HA_VENV)/.stamp $(HA_VENV)-newer/.stamp $(HA_VENV)-newest/.stamp:
	@test -n "$(HA_PYTHON)" || { echo "Home Assistant needs Python 3.13. Install one, or name it:" \
		"make HA_PYTHON=/path/to/python3.13 homeassistant" >&2; exit 1; }
	"$(HA_PYTHON)" -m venv --clear "$(@D)"
	"$(@D)/bin/python" -m pip --disable-pip-version-check -qq install --ignore-requires-python --no-deps --require-hashes -r $<
	@touch $@

$(VENV)/.stamp-lock: requirements/lock.txt | $(VENV)/.stamp-venv
	$(PIP) install --no-deps --require-hashes -r requirements/lock.txt
	@touch $@

$(VENV)/.stamp-npm: requirements/npm/package-lock.json requirements/node.txt | $(VENV)/.stamp-venv
	$(if $(HAS_NODE),,$(PIP) install --no-deps --require-hashes -r requirements/node.txt)
	mkdir -p "$(VENV)/npm"
	cp requirements/npm/package.json requirements/npm/package-lock.json requirements/npm/.npmrc "$(VENV)/npm/"
	cd "$(VENV)/npm" && $(WITH_BIN) npm ci --silent
	@touch $@

# Everything starts here: `make run`, then open the page that it prints. `make help` lists the rest.
# HOST and PORT come from the environment, and so does ACTION_PORT for an action server of its own (see scripts/run.py).

PYTHON := .venv/bin/python
CODE := $(wildcard advisor actions components networks channels rasa_faster scripts storage observability bench rasa_sdk_plugins.py)
# Debian packages that only the tests use: the browser which they drive, what reads our French, and what builds the widget.
SYSTEM_PACKAGES := chromium grammalecte-cli $(if $(shell command -v npm),,nodejs npm)

# Nothing about our visitors leaves this machine, and TensorFlow keeps its notes to itself.
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
# The matrices of a message are too small to share out: with more threads they cost twice the processor time.
export OPENBLAS_NUM_THREADS := 1

# In CI a test that is skipped fails the run.
ifeq ($(CI),true)
PYTEST_FLAGS += -p scripts.pytest_no_skips
endif

.PHONY: help run chat train validate lint audit widget french conversations nlu-report load capacity bench mutation review review-demo test soak setup setup-dev setup-tools system-packages lock clean
.NOTPARALLEL:

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
		printf '  make %-16s %s\n' "$$name" "$$what"; done

run: setup  ## Set up, train if needed, start the assistant and print its address
	@$(PYTHON) -m scripts.run

chat: setup  ## Talk to the assistant in the terminal (rasa shell)
	@$(PYTHON) -m scripts.run shell

train: setup  ## Train the model if what it is made from has changed (FORCE=1: in any case)
	@$(PYTHON) -m scripts.train $(if $(FORCE),--force)

validate: setup  ## Check the YAML files, the surveys and Rasa's data
	@$(PYTHON) -m scripts.validate

lint: setup-dev  ## Check style and types (ruff, mypy)
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy $(CODE)

audit: setup setup-tools  ## Compare the known advisories of the locked packages with advisories.yml (PAGE=1: write docs/security.md)
	@$(PYTHON) -m scripts.audit $(if $(PAGE),--page)

widget:  ## Build the widget anew from widget/src (needs Node)
	@scripts/widget

# docs/conversations.md tells what TAGS, CASE, RECORD and SESSION are.
french: setup  ## Collect every sentence that the assistant can produce and check its French (LIST=1: print them)
	@$(PYTHON) -m scripts.french $(if $(LIST),--list)

conversations: setup-dev  ## Hold the conversations of tests/conversations/ (TAGS="a b", CASE=a_name, RECORD=new_name)
	@$(PYTHON) -m scripts.conversations $(if $(TAGS),--tags="$(TAGS)") $(if $(CASE),--case="$(CASE)") \
		$(if $(RECORD),--record="$(RECORD)") $(if $(SESSION),--session="$(SESSION)")

nlu-report: setup  ## Write how well the assistant understands to var/results/nlu.html (ANYWAY=1: of an old model too)
	@$(PYTHON) -m scripts.nlu_report $(if $(ANYWAY),--anyway)

review: setup  ## Write what visitors asked and what to learn from it to var/results/review.html (DAYS=7: of a week)
	@$(PYTHON) -m scripts.review $(if $(DAYS),--days="$(DAYS)")

review-demo: setup train  ## The same of a simulated week of 2,000 conversations, var/results/review-week.html
	@$(PYTHON) -m bench.review_week

load: setup-tools  ## Put visitors before the assistant that runs at URL (USERS=8, THINK=8 seconds, TIME=60s)
	@THINK=$(or $(THINK),8) .venv-tools/bin/locust -f bench/locustfile.py --headless --only-summary \
		--host $(or $(URL),http://127.0.0.1:5005) --users $(or $(USERS),8) --spawn-rate 4 --run-time $(or $(TIME),60s) Visitor

capacity: setup setup-tools train  ## Measure what a server can do, with an assistant of its own: the table of docs/capacity.md
	@$(PYTHON) -m bench.capacity

bench: setup-dev setup-tools train  ## Measure stock Rasa and ours side by side (QUICK=1: some of it, OUT=docs/performance.json)
	@$(PYTHON) -m bench $(if $(QUICK),--quick) $(if $(OUT),--out="$(OUT)") \
		$(if $(STOCK_SECONDS),--stock-seconds="$(STOCK_SECONDS)")

mutation: setup-dev  ## Change each figure in a copy of the survey and see that a conversation fails (FIGURE=goal.brand: one)
	@$(PYTHON) -m scripts.mutation $(FIGURE)

# The cheap checks first; pytest comes last, so that its summary is what the run closes on.
test: setup-dev setup-tools validate lint audit train  ## Run every check and test
	@scripts/widget --check
	@$(PYTHON) -m scripts.run test
	@$(PYTHON) -m pytest $(PYTEST_FLAGS) --numprocesses 2 --dist loadgroup --no-loadscope-reorder

soak: setup-dev setup-tools train  ## Run what takes hours: 200 kills (KILLS=20: so many), races, fuzz, long conversations
	@$(PYTHON) -m pytest $(PYTEST_FLAGS) -s tests/soak

setup:
	@scripts/setup requirements.txt

setup-dev:
	@scripts/setup requirements-dev.txt

setup-tools:
	@scripts/setup requirements-tools.txt

system-packages:  ## Install the Debian packages that the tests use
	@scripts/system-packages $(SYSTEM_PACKAGES)

lock: setup  ## Choose and lock the versions anew (UPGRADE=1: the newest that fit)
	@scripts/lock $(if $(UPGRADE),--upgrade)

clean:  ## Remove all that was built; conversations in var/ stay
	rm -rf .venv .venv-tools .tools .rasa models results var/log var/results .*_cache .hypothesis
	find $(CODE) tests -name __pycache__ -prune -exec rm -rf {} +

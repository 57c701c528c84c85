# The way in for people and for the CI; CMake does the building (see CMakePresets.json).
# `make help` lists the targets.

PROFILE ?= profiles/cards/$(if $(SLOTS),family,default).yaml
PORT ?= 35963
up_options = --profile '$(PROFILE)' --port '$(PORT)' $(if $(SLOTS),--slots '$(SLOTS)') \
    $(if $(VOLATILE),--volatile) $(if $(RESET),--reset-state) $(if $(ADOPT),--adopt-profile)
JOBS ?= $(shell nproc)
# tests of whole programs wait most of their time
TEST_JOBS ?= $(shell expr 2 '*' $(JOBS))
FUZZ_SECONDS ?= 600

release := build/release
sanitize := build/sanitize
sources = $(shell git ls-files --cached --others --exclude-standard '*.cpp' '*.hpp')

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help up down build test crash tsan fuzz bench bench-vpcd format format-check tidy clean \
    build-packages run-packages test-packages develop-packages

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: build-packages run-packages $(release)/build.ninja ## put a card into the virtual reader; PROFILE=file, PORT=35964, SLOTS=16, VOLATILE=1, RESET=1, ADOPT=1
	cmake --build $(release) --target vuiccd vuicc
	@daemon/session/up $(up_options)

down: ## stop exactly what make up started
	@daemon/session/down

build: build-packages $(release)/build.ninja ## build everything, optimised, into build/release
	cmake --build $(release)

test: build run-packages test-packages $(sanitize)/build.ninja ## run every test, also under ASan and UBSan
	cmake --build $(sanitize)
	@tests/run_all.sh $(TEST_JOBS) $(release) $(sanitize)

crash: build run-packages test-packages ## kill the daemon at every write, and look at what it remembers
	/usr/bin/python3 tests/crash/crash_test.py --jobs $(JOBS)

tsan: run-packages test-packages build/tsan/build.ninja ## run what uses several threads under ThreadSanitizer
	cmake --build --preset tsan
	ctest --preset tsan --parallel $(JOBS) --no-tests=error

fuzz: build-packages test-packages build/fuzz/build.ninja ## let libFuzzer look for defects; FUZZ_SECONDS=600 for each target
	cmake --build --preset fuzz
	tests/fuzz/run_fuzz.sh build/fuzz/bin $(FUZZ_SECONDS)

bench: build ## time the card in-process, and many cards in one daemon
	$(release)/bin/vuicc_bench
	/usr/bin/python3 tests/bench/bench_farm.py

bench-vpcd: build run-packages test-packages ## time the daemon against a card that does nothing
	/usr/bin/python3 tests/bench/bench_vpcd.py

format: develop-packages ## lay out all C++ files with clang-format 14
	clang-format-14 -i $(sources)

format-check: develop-packages ## fail where make format would change something
	clang-format-14 --dry-run --Werror $(sources)

tidy: build-packages develop-packages build/debug/build.ninja ## look for defects with clang-tidy 14
	git ls-files '*.cpp' | xargs -P $(JOBS) -n 4 clang-tidy-14 -p build/debug --quiet

clean: ## remove everything that was built
	rm -rf build

build/%/build.ninja: | build-packages
	cmake --preset $*

build-packages run-packages test-packages develop-packages: %-packages:
	@.ci/install-packages $*

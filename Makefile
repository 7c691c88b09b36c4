# The entry for people; CMakePresets.json is the entry for tools.
venv := build/venv/.made
peers := build/peers-venv/.made
atomap := build/atomap-venv/.made
docs_venv := build/docs-venv/.made
wheel_venv := build/wheel-venv/.made
# Packages by the list that comes first, in an environment of their own.
define install_venv
@rm -rf $(@D)
@$(firstword $(wildcard /usr/bin/python3) python3) -m venv $(@D)
@$(@D)/bin/pip install --quiet --requirement $<
@touch $@
endef
sources := find $(wildcard src tests python bench examples) -name '*.[hc]pp'

.PHONY: help deps build demo docs docs-figures test bench bench-peers bench-binder bench-imaging bench-atomap bench-python calibrate
.PHONY: performance wheel check-wheel check-extras
.PHONY: check check-format check-tidy check-asan check-tsan check-fuzz fuzz format clean
help:
	@echo "make build   build/release/gibbsight and the Python module"
	@echo "make demo    an image of known interactions, through the whole chain, in build/demo"
	@echo "make docs    the documentation site, in build/docs"
	@echo "make docs-figures  the picture of the report that the README shows, from the demo"
	@echo "make wheel   a Python wheel that carries its libraries, in build/wheelhouse"
	@echo "make check-wheel  whether that works in a fresh environment, and where no library is but Python's"
	@echo "make check-extras  whether it works with the packages that its extras install"
	@echo "make test    build, then run every test"
	@echo "make bench   speed of the sampler, beside the plain engine in the same run, and what is aimed at"
	@echo "make bench-peers   installs icet and smol in the build folder, and measures them at the same jobs"
	@echo "make bench-python  what Python adds to a call and to a simulation of 10^9 attempts"
	@echo "make bench-imaging  300 synthetic images against their truth, the Cramer-Rao bound, time and memory to 10^6 atoms"
	@echo "make bench-atomap IMAGE=scan.tif SEPARATION=12  installs Atomap in the build folder, and measures both on an image"
	@echo "make bench-binder  the critical temperature of the square Ising model, against the exact one"
	@echo "make calibrate   whether intervals cover, over 15,000 synthetic images; resumes where it was stopped"
	@echo "make performance   all of bench and bench-peers, and their figures into docs/performance.md"
	@echo "make fuzz    a million damaged files for each reader; resumes where it was stopped"
	@echo "make check   clang, sanitizers, clang-tidy and format: everything a change must pass"
	@echo "make format  let clang-format lay out every source file"
	@echo "make deps    install the Debian packages that these need"
	@echo "make clean   remove everything that was built"

deps:
	@.ci/deps

$(venv): python/requirements-dev.txt | deps
	$(install_venv)

build: deps $(venv)
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release

demo: build
	@python3 examples/fesete/demo.py build/release/gibbsight build/demo

docs: deps $(venv) $(docs_venv)
	@cmake --preset release --log-level=WARNING
	@cmake --build --preset release --target gibbsight gibbsight_stub
	@build/docs-venv/bin/sphinx-build -q -W --keep-going docs build/docs

$(docs_venv): docs/requirements.txt | deps
	$(install_venv)

docs-figures: demo
	@node docs/figures.mjs build/release/web build/demo/result/report.html docs/images/demo.png

wheel: $(wheel_venv)
	@.ci/deps --wheel
	@packaging/wheel build/wheel-venv

check-wheel: wheel
	@packaging/check_wheel

check-extras: wheel
	@packaging/check_extras

$(wheel_venv): packaging/requirements.txt | deps
	$(install_venv)

test: build
	@ctest --preset release

.PHONY: bench-build
bench-build: deps $(venv)
	@.ci/deps --bench
	@cmake --preset release --log-level=WARNING -D GIBBSIGHT_BUILD_BENCH=ON
	@cmake --build --preset release --target sampler_bench binder

bench: bench-build
	@build/release/sampler_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only=true \
	  --benchmark_out=build/bench.json
	@python3 bench/table.py build/bench.json

# icet and smol may have to be compiled; nothing else needs these.
$(peers) $(atomap): build/%-venv/.made: bench/peers/%.txt | deps
	$(install_venv)

bench-peers: bench-build $(peers)
	@PYTHONPATH=bench build/peers-venv/bin/python -m peers build/release/sampler_bench build/peers.json

bench-binder: bench-build
	@build/release/binder

bench-atomap: bench-build $(atomap)
	@cmake --build --preset release --target imaging_bench
	@build/atomap-venv/bin/python bench/peers/atomap_peer.py "$(IMAGE)" "$(SEPARATION)" build/release/imaging_bench

bench-imaging: bench-build
	@cmake --build --preset release --target imaging_bench images
	@build/release/images
	@build/release/imaging_bench bound
	@build/release/imaging_bench growth

# What Python adds to a call, and to a simulation of 10^9 attempts.
bench-python: bench-build
	@cmake --build --preset release --target simulate_once gibbsight_stub
	@PYTHONPATH=build/release/python build/venv/bin/python bench/python_calls.py build/release/simulate_once

calibrate: bench-build
	@cmake --build --preset release --target calibrate efficiency
	@build/release/efficiency
	@build/release/calibrate

# One after the other: they must not take each other's time.
performance:
	@$(MAKE) --no-print-directory bench
	@$(MAKE) --no-print-directory bench-peers
	@python3 bench/write_performance.py build/bench.json build/peers.json docs/performance.md

# Each part has caught a planted fault. The tidy build is the clang build: every warning is an error.
check: check-format check-tidy check-asan check-tsan check-fuzz

check-format check-tidy check-asan check-tsan check-fuzz build-fuzzers: check-deps
.PHONY: check-deps
check-deps: $(venv)
	@.ci/deps --check

check-format:
	@$(sources) | xargs clang-format-14 --dry-run --Werror

check-tidy:
	@cmake --preset tidy --log-level=WARNING
	@cmake --build --preset tidy

check-asan check-tsan check-fuzz: check-%:
	@cmake --preset $* --log-level=WARNING
	@cmake --build --preset $*
	@ctest --preset $*

# `make fuzz-tiff` is one reader.
fuzzers := $(patsubst tests/fuzz/seeds/%,fuzz-%,$(wildcard tests/fuzz/seeds/*))
.PHONY: build-fuzzers $(fuzzers)
fuzz: $(fuzzers)

$(fuzzers): fuzz-%: build-fuzzers
	@tests/fuzz/million build/fuzz/fuzz_$*

build-fuzzers:
	@cmake --preset fuzz --log-level=WARNING
	@cmake --build --preset fuzz

format:
	@$(sources) | xargs clang-format-14 -i

clean:
	rm -rf build

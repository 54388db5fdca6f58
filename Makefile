# The one door to this repository. `make help` lists what is behind it.

SHELL   := /bin/bash
SWIFT   ?= swift
PREFIX  ?= /usr/local
DESTDIR ?=
# Debian 12 and 13.
SUITES  ?= bookworm trixie

# One binary that needs glibc, libstdc++ and libmnl, but no Swift runtime; -s leaves the symbols out, so nothing is made
# for a debugger. Libraries come from the system only: without the option they would be looked for beside the binary
# first, and root runs it.
RELEASE  := -c release --static-swift-stdlib --disable-local-rpath -debug-info-format none -Xlinker -s
nsdoctor := .build/release/nsdoctor
# Manual pages and completions, as they are installed.
share    := .build/share
# Stands for a build that is as new as its sources: then `sudo make install` copies, and builds nothing as root.
built    := .build/release-built
sources  := $(shell find Package.swift Sources fixtures/labs runbooks man -type f)

.DEFAULT_GOAL := build
# What the type-check of other kernel headers needs to have been built.
headers := Capture Collectors Labs Probing

.PHONY: help deps deps-captures deps-formats deps-lint deps-deb deps-platforms deps-vm build test test-vm faults headers fresh demo \
	fuzz bench accuracy lint format completions install is-built uninstall dist deb test-deb clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

deps: ## install the Debian packages that are missing
	@scripts/deps

deps-lint: ## those of make lint, too
	@scripts/deps build lint

deps-deb: ## those of make deb, too
	@scripts/deps build deb

deps-captures: ## install tshark and capinfos, which judge captures in some tests
	@scripts/deps captures

deps-formats: ## install readers of JUnit, TAP, Jira and Prometheus, which judge reports in some tests
	@scripts/deps formats

deps-platforms: ## install Docker and netavark, which some tests run in sandboxes
	@scripts/deps platforms

deps-vm: ## those of make test-vm, too
	@scripts/deps build vm

build: deps ## the release binary: .build/release/nsdoctor
	@set -o pipefail; $(SWIFT) build $(RELEASE) --product nsdoctor 2>&1 | scripts/quiet-build
	@scripts/manual $(share)/manual
	@scripts/completions $(nsdoctor) $(share)/completions
	@touch $(built)

$(built): $(sources)
	@$(MAKE) --no-print-directory build

test: deps ## build and run all tests
	@scripts/test

faults: deps ## each system call fails, rights and memory are taken away: nothing untrue may be said. Takes minutes
	@set -o pipefail; $(SWIFT) build --product nsdoctor 2>&1 | scripts/quiet-build
	@scripts/faults .build/debug/nsdoctor

headers: deps ## compile against the kernel headers of Linux 5.10 to the newest, which are fetched once
	@set -o pipefail; for target in $(headers); do $(SWIFT) build --target $$target 2>&1 | scripts/quiet-build; done
	@scripts/check-headers

test-vm: deps-vm ## labs, a real NIC as uplink and rare devices on Debian's kernel, emulated: takes minutes
	@set -o pipefail; $(SWIFT) build --product nsdoctor 2>&1 | scripts/quiet-build
	@vm/test .build/debug/nsdoctor

fresh: ## build a clone and run its demo on a fresh Debian 12, in a folder; as root, with debootstrap
	@scripts/check-fresh

demo: build ## a broken network in a private sandbox, and its diagnosis
	@scripts/demo $(nsdoctor)

fuzz: deps ## libFuzzer on all that reads from outside, FUZZ_SECONDS=60 for each; builds for five minutes first
	@scripts/fuzz

bench: build ## measure on nodes of 100 and 1,000 pods and on big tables, beside C, nft, conntrack and shell
	@bench/run $(nsdoctor)
	@bench/tables $(nsdoctor)
	@bench/capture $(nsdoctor)
	@bench/watch $(nsdoctor)

accuracy: build ## what the diagnosis makes of many small networks whose truth real packets prove
	@accuracy/run --binary $(nsdoctor)

lint: deps-lint ## the rules of swift format, shell scripts, manual pages, the shipped runbooks
	@scripts/lint

format: ## write the Swift files as swift format wants them
	@$(SWIFT) format --recursive --parallel --in-place Package.swift Sources Tests

completions: build ## for bash, zsh and fish: .build/share/completions

# Root is to run as little as can be of a compiler, and would leave files in .build that are not the user's.
install: $(if $(filter 0,$(shell id -u)),is-built,$(built)) ## binary, manual, completions, runbooks; PREFIX=/usr/local DESTDIR=
	@PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) scripts/install $(nsdoctor) $(share)

is-built:
	@$(MAKE) --no-print-directory --question $(built) || { echo "install: first make build, not as root" >&2; exit 1; }

uninstall: ## remove what install put there
	@PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) scripts/install --remove

dist: $(built) ## archives of the sources and of what install installs, and checksums: dist/
	@scripts/dist $(nsdoctor) $(share) dist

deb: deps-deb $(built) ## a Debian package, looked at by lintian: dist/
	@scripts/deb $(nsdoctor) $(share) dist

test-deb: deb ## installs, uses and removes it in fresh Debians; as root, SUITES="bookworm trixie"
	@for suite in $(SUITES); do \
		scripts/test-deb dist/nsdoctor_$$(scripts/version | tr - '~')_$$(dpkg --print-architecture).deb $$suite || exit; done

clean: ## remove what was built
	@rm -rf .build .build-* bench/.build dist

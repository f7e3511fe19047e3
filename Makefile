# Two commands are all the set-up there is: make run and make test. They install the system packages they need.
# The scripts behind the targets are in .ci.

SHELL := /bin/bash
.DEFAULT_GOAL := help

OUT := out
FUZZTIME ?= 30s
BENCHTIME ?= 2s
SEEDS ?= 20000
SCREENLESS := CGO_ENABLED=0 go run -tags ci,migrated_fynedo

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

.PHONY: run
run: ## start the window; without a display play a demo round into ./out, with pictures of the screens
ifneq ($(DISPLAY)$(WAYLAND_DISPLAY),)
	@.ci/setup build
	@echo "Building the window; the first time this takes some minutes."
	CGO_ENABLED=1 go run -tags migrated_fynedo ./cmd/kreislage
else
	@echo "There is no display, so a demo round is played into ./$(OUT) and the screens are drawn there."
	rm -rf ./$(OUT)
	$(SCREENLESS) ./cmd/kreislage --tour ./$(OUT)
	@echo "The round lies in ./$(OUT): exchange/out and exchange/in hold the files, reports the reports, pictures the screens."
endif

.PHONY: test
test: ## run all checks and tests
	@.ci/setup test
	@.ci/test

.PHONY: demo
demo: ## play a whole round with seven counties into ./out
	rm -rf ./$(OUT)
	CGO_ENABLED=0 go run ./cmd/lage demo ./$(OUT)

.PHONY: pictures
pictures: ## play a demo round and draw the screens into ./out
	rm -rf ./$(OUT)
	$(SCREENLESS) ./cmd/kreislage --tour ./$(OUT)
	@echo "The round lies in ./$(OUT): exchange/out and exchange/in hold the files, reports the reports, pictures the screens."

.PHONY: windows
windows: ## build both programs for Windows into ./dist
	@.ci/setup windows
	@.ci/crossbuild

.PHONY: bench
bench: ## run the benchmarks (BENCHTIME=2s)
	@BENCHTIME=$(BENCHTIME) .ci/bench

.PHONY: fuzz
fuzz: ## run every fuzz target (FUZZTIME=30s each)
	@FUZZTIME=$(FUZZTIME) .ci/fuzz

.PHONY: simulate
simulate: ## play SEEDS=20000 whole rounds with everything that can go wrong; prints seed and history of a failure
	KREISLAGE_SEEDS=$(SEEDS) CGO_ENABLED=0 go test -v -count=1 -run TestSimulation -timeout 0 ./app/simulate

.PHONY: lint
lint: ## format check, vet, staticcheck, known vulnerabilities
	@.ci/lint

.PHONY: fmt
fmt: ## format the sources
	gofmt -w app assets cmd data .ci

.PHONY: clean
clean: ## remove what was built
	rm -rf out dist bin cmd/*/*.syso

# Nothing here is more than a short name for a line you could type.

FUZZTIME = 10s

help: # what there is to make
	@sed -n 's/^\([a-z-]*\): # /\1	/p' Makefile

demo: # the main job, on what is bundled
	@scripts/demo

test: # everything that must hold before a change is taken in
	@scripts/test

quick: # the tests alone, without the slow ones
	go test -short ./...

race: # the tests under the race detector, which needs a C compiler
	go test -race -short ./...

bench: # the benchmarks of parse, check, replay, audit and the rest, with allocations
	go test -run '^$$' -bench . -benchmem ./...

bench-office: # the office on 1,000,000 matters: pages, search, export, complaints; takes many minutes and 9 GB
	@scripts/bench-office

fuzz: # every fuzz target for FUZZTIME
	@FUZZTIME=$(FUZZTIME) scripts/fuzz

assets: # compile the styles taken from others; needs Node
	@scripts/assets

shots: # pictures of the gallery as different readers see it, in build/shots
	@scripts/browser
	EVENHAND_SHOTS=$(CURDIR)/build/shots go test -count=1 -run Look ./internal/web

golden: # rewrite the golden files
	@scripts/golden

.PHONY: help demo test quick race bench fuzz assets shots golden

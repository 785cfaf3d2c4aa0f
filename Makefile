# The README's two commands are `go run ./cmd/recpause replay` and `make test`. Everything else is for who works on recpause.
# The tests need real tools that open what recpause writes; make test installs them where they are missing (Debian and Ubuntu).

.PHONY: test check attack count generate docs results site mutants mismatches power fuzz soak kills kills-cluster load explore-cluster soak-cluster jssip bench bench-calls bench-clicks bench-files bench-archive codecs screenshots

# ./... stops at a go.mod, so every module is named; go.work has the same ones. Those whose tests wait for telephones and
# browsers come first, for the others have enough to do meanwhile.
MODULES := ./examples/pbx-sip ./cmd/recpause . ./bench ./cluster ./examples/asterisk
PACKAGES := $(MODULES:%=%/...)

# What breaks tables to prove the tests is built with the tag mutants only, and is in nobody's program. These packages have some of it.
MUTANTS = $(sort $(dir $(shell grep -rl --include='*.go' '^//go:build .*mutants' $(MODULES))))

# Every test of every module; properties whose checks cost little are checked more often than once in a while.
# Where a tool cannot be installed, the tests that need it are skipped and say so; everywhere else they may not be.
test:
	RECPAUSE_TOOLS=$$(tools/packages.sh >&2 && echo required) go test $(PACKAGES)
	go test -tags mutants -short $(MUTANTS)
	go test ./pause ./recording -rapid.checks=3000
	go test ./system -run FourToSixParties -rapid.checks=1000

# What CI asks beside the tests: format, vet, staticcheck, generated files that are up to date, and modules that stand alone.
check: bin/staticcheck
	@test -z "$$(gofmt -l .)" || { echo "these files want gofmt:"; gofmt -l .; exit 1; }
	go vet $(PACKAGES)
	go vet -tags mutants $(MUTANTS)
	bin/staticcheck $(PACKAGES)
	bin/staticcheck -tags mutants $(MUTANTS)
	@for m in $(MODULES); do (cd $$m && GOWORK=off go build -o /dev/null ./...) || exit 1; done
	$(MAKE) generate docs mutants
	git diff --exit-code -- spec docs '*_gen.go'

bin/staticcheck: tools/go.mod tools/go.sum
	GOWORK=off go build -C tools -o ../bin/staticcheck honnef.co/go/tools/cmd/staticcheck

generate:
	go generate ./internal/gen

docs:
	go run ./internal/gen docs

# Writes out/site for a static web host: the simulator and the auditor as one file, the manual's tables, the open questions, the
# stories with a way to try each, and reports, in Japanese and English, with a search.
site:
	go run ./cmd/recpause/internal/site/program . out/site

# Judges every program of examples/shims by everything that the kit has, and writes the table of docs/results.md; a minute.
SHIMS = examples/shims
results: RUN = bin/rpconform run -report json
results:
	mkdir -p out/results
	go build -o bin/rpconform ./cmd/rpconform
	go build -o bin/reference-go ./$(SHIMS)/reference-go
	$(RUN) -o out/results/1.json -- python3 $(SHIMS)/python/softphone.py
	$(RUN) -o out/results/2.json -- node $(SHIMS)/typescript/softphone.mjs
	$(RUN) -o out/results/3.json -- python3 $(SHIMS)/python/pbx.py
	$(RUN) -o out/results/4.json -- python3 $(SHIMS)/python/system.py
	$(RUN) -o out/results/5.json -- bin/reference-go -role system
	$(RUN) -o out/results/6.json -- python3 $(SHIMS)/python/defects.py || test $$? = 1
	sed -n '1,/^<!-- table -->$$/p' docs/results.md >out/results/results.md
	bin/rpconform results -lang en out/results/?.json >>out/results/results.md
	cp out/results/results.md docs/results.md

# Visits every state of up to three parties and writes docs/mismatches*.md; a minute. A test holds the smaller worlds' part.
mismatches:
	go run ./internal/gen mismatches

# Breaks every table and runs every seeded fault, says who noticed, and writes out/docs/traceability*.md. It fails where nobody does.
mutants:
	mkdir -p out/docs
	go test -tags mutants ./internal/proof -run '^TestMutants$$' -v -timeout 30m -pages $(CURDIR)/out/docs

# Builds the complete suites, breaks their machines in every single way, and tells every seeded fault every story in every role, and writes out/docs/power*.md; minutes. It
# fails where a fault that can be seen is not found.
power:
	mkdir -p out/docs
	go test ./internal/suite -run '^TestPower$$' -count=1 -timeout 20m -pages $(CURDIR)/out/docs

# A few seconds of fuzzing for every target; FUZZTIME=10m for more.
FUZZTIME ?= 5s
fuzz:
	@for pkg in $$(go list $(PACKAGES)); do \
		for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
			echo "$$pkg $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$pkg || exit 1; \
		done; \
	done

# A hundred million frames of the worst network through the live recorder, minutes; SOAK=1000000 for fewer.
SOAK ?= 100000000
soak:
	go test ./recording/live -run Soak -soak $(SOAK) -timeout 2h -v

# All hostile inputs that we know: names, links, long lines, cut files, kills, full disks, against every command and the
# simulator, each in a process of its own with bounds of processor, memory and files left; five minutes. It fails where
# a process or a file is left.
attack:
	tools/attack.sh

# Changes one expression or statement of these packages at a time, and says which changes no test notices: minutes each.
# SAMPLE=10 takes one in ten. What changes nothing is in tools/mutate/listed.txt.
MUTATED ?= recording/live recording/offline recording/audit recording/manifest
SAMPLE ?= 1
.PHONY: mutants-code
mutants-code:
	GOWORK=off go run -C tools ./mutate -least 90 -every $(SAMPLE) $(MUTATED)

# Kills the live recorder at random writes, so often, and takes the power with it; 20,000 are half a minute. Random stories
# are played to a PBX on a bad network, a quarter as many, and as many to one that is killed; their files are held against
# the replay. Then a whole PBX plays its stories a hundredth as often, and is killed several times in each; some minutes.
KILLS ?= 20000
kills:
	go test ./recording/live -run Kills -kills $(KILLS) -timeout 2h -v
	go test ./system -run 'LiveIsTheReplay|KilledPBX' -rapid.checks $$(($(KILLS) / 4)) -timeout 2h -v
	go test ./examples/pbx-stories -run Killed -rounds $$(($(KILLS) / 100)) -timeout 2h -v

# Many calls at once on the PBX with telephones, from telephones of Go on loopback, for a minute and with some 300 pauses: what is
# lost, what leaks, how much of a core it takes.
LOAD ?= 200
load:
	mkdir -p out
	go test ./examples/pbx-sip -run ManyCalls -calls $(LOAD) -talk 1m -count=1 -v >out/load.txt; code=$$?; \
		grep -e never -e "clock was" -e "waited in vain" -e '^---' -e '^ok' out/load.txt; exit $$code

# Kills the nodes of a cluster of three PBXs at random, so often, while softphones click; what they leave is joined and judged by the audio.
CLUSTER_KILLS ?= 50
CLUSTER_CALLS ?= 32
kills-cluster:
	go test ./examples/pbx-sip -run NodesAreKilled -kills $(CLUSTER_KILLS) -calls $(CLUSTER_CALLS) -timeout 3h -v -count=1

# Finds the limits of every coding of archives anew, and holds docs/codecs.md against them; a minute or two.
codecs:
	go test ./cmd/recpause/internal/codec -run LimitsOfCodings -limits -count=1 -v

# Seeds every kind of leak into every coding, judges each by every platform's metadata, and writes docs/leaks.md; some minutes.
leaks:
	go test ./cmd/recpause/internal/judge -run SeededLeaksInEveryCoding -every -update -count=1 -v -timeout 30m

# Visits over a million states of a call in a cluster; some minutes, and 4 GB.
explore-cluster:
	go test ./cluster/explore -run NothingIsWrong -long -timeout 1h -v

# A million clicks in fifty thousand calls on a node of a cluster alone: the memory stays, and the store is empty in the end.
CLICKS ?= 1000000
soak-cluster:
	go test ./cluster -run Soak -soak $(CLICKS) -timeout 2h -v

# Calls at once in real time, with a file each that is written as packets come, or joined; a minute, and 2 GB in the temporary folder.
CALLS ?= 2000
bench-calls:
	go test ./recording/wav -run '^$$' -bench Calls -calls $(CALLS) -benchtime 30x

# Hour-long files beside cp, and sox and ffmpeg where they are installed; minutes, and 2 GB in FILES.
FILES ?= /tmp
bench-files:
	go test ./bench -run '^$$' -bench Files -benchtime 9x -timeout 2h -files $(FILES)

# Generates an archive of so many recordings of mixed kinds, 2 s each, and judges it: recordings a second, bytes stored and read,
# memory. Then runs over smaller ones, and their workers, are killed at random times. Some minutes, and 3 GB in the temporary folder.
ARCHIVE ?= 100000
bench-archive:
	go test ./cmd/recpause/internal/archive -run '^$$' -bench Archive -benchtime 1x -archive $(ARCHIVE) -timeout 2h
	go test ./cmd/recpause/internal/archive -run Killed -kills 20 -objects $$(($(ARCHIVE) / 20)) -timeout 2h -v

# How long a click takes on the exported page in Chromium, until it is painted: the median and the 95th of a hundred, and Go's part;
# in turn with AGAINST, an absolute path of another exported page.
AGAINST ?=
bench-clicks:
	go test ./cmd/recpause/internal/browser -run ClickToPainted -painted 30 -against '$(AGAINST)' -count=1 -v | grep -e painted: -e 'painted in' -e '^ok' -e FAIL

# Photographs what people see, to be looked at: simulator, reports, book of stories and site, on screens of four widths and on paper.
# LOOKS=simulator_room takes a part: simulator_start, report_short, book, site …
LOOKS ?=
screenshots:
	go test ./cmd/recpause/internal/browser -run '^TestLooks$$/$(LOOKS)' -looks $(CURDIR)/out/looks -count=1 -timeout 30m

bench:
	go test -run '^$$' -bench . -benchmem $(PACKAGES)

# The SIP of the browsers of examples/pbx-sip: JsSIP and what it needs, as one file, and their licences in another.
JSSIP := jssip@3.13.8 debug@4.4.3 ms@2.1.3 events@3.3.0 sdp-transform@2.15.0
JSSIP_TO := examples/pbx-sip/page
jssip:
	dir=$$(mktemp -d) && npm install --prefix $$dir --ignore-scripts --no-audit --no-fund $(JSSIP) && \
	go run github.com/evanw/esbuild/cmd/esbuild@v0.27.2 $$dir/node_modules/jssip/lib/JsSIP.js --bundle --minify \
		--format=esm --outfile=$(JSSIP_TO)/jssip.js && \
	for p in $(JSSIP); do echo "$$p"; echo; cat $$dir/node_modules/$${p%@*}/[Ll][Ii][Cc]*; echo; done >$(JSSIP_TO)/jssip.LICENSE && \
	rm -r $$dir

# Lines, files and wide lines of every module, the public packages, and what they export.
count:
	@GOWORK=off go run -C tools ./count ..

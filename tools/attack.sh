#!/usr/bin/env bash
# Runs what make attack gives to commands, in a temporary folder of its own, and says what it took. It fails where a test
# does, where all of them take more than ten minutes of processors, and where a process runs or a file lies about when
# they are over.
set -uo pipefail
cd "$(dirname "$0")/.."

home=$(mktemp -d) || exit 1
mark=RECPAUSE_ATTACK=$$.$RANDOM
begun=$SECONDS
code=0

attack() { env "$mark" TMPDIR="$home" go test -count=1 -timeout 20m "$@" || code=1; }

before=$(git status --porcelain)
attack ./cmd/recpause ./cmd/rpconform -run 'Hostile|NoFiles|NoRecordings|Killed|NobodyReads|Full|LongLine' -attack
attack ./internal/visible ./internal/child ./recording/wav ./calllog -short
attack ./conformance/shim ./recording/offline ./examples/pbx-sip -short -run 'Hostile|Names|Links|Machine|LackHeaders|Refused|Full|Fuzz'
attack ./cmd/recpause/internal/{simulate,replay,render,callfiles,codec,sign,archive,storyrunner,evidence} -short \
	-run 'Hostile|Sites|Origins|TooLarge|Limits|TimeIsOver|Tape|Foreign|Left|HoldMuch|NoJournals|WithoutMarks|Link|Silence|InPlace|Cut|Fuzz'

for file in /proc/[0-9]*/environ; do
	if tr '\0' '\n' 2>/dev/null <"$file" | grep -qxF "$mark"; then
		pid=${file//[!0-9]/}
		echo "attack: process $pid still runs: $(tr '\0' ' ' <"/proc/$pid/cmdline")"
		code=1
	fi
done
if [ -n "$(ls -A "$home")" ]; then
	echo "attack: these lie about in $home: $(ls -A "$home")"
	code=1
else
	rmdir "$home"
fi
if [ "$before" != "$(git status --porcelain)" ]; then
	echo "attack: the work tree is another than before"
	code=1
fi

# what the shell's children took, in seconds of processors
cpu=$(times | sed -n 2p | tr 'ms' '  ' | awk '{printf "%d", $1 * 60 + $2 + $3 * 60 + $4}')
echo "attack: $((SECONDS - begun)) s, $cpu s of processors"
if [ "$cpu" -gt 600 ]; then
	echo "attack: expected 600 s of processors at most"
	code=1
fi
exit $code

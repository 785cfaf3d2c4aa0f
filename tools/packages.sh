#!/bin/sh
# Installs the Debian packages that tests need and this machine lacks: real programs that read or run what we write.
set -eu

missing=""
need() { # a program, and the package that has it
	command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need chromium chromium
need fc-list fontconfig
need python3 python3
need node nodejs
need baresip baresip-core
need linphonec linphone-cli
need ffmpeg ffmpeg
if ! command -v fc-list >/dev/null 2>&1 || [ -z "$(fc-list :lang=ja)" ]; then
	missing="$missing fonts-ipafont-gothic"
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "tests need these Debian packages, or their like on this system; without them some are skipped:$missing" >&2
	exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# shellcheck disable=SC2086 # a word a package
$as_root apt-get install -y -q --no-install-recommends $missing || {
	echo "some of these cannot be installed here; the tests that need them are skipped:$missing" >&2
	exit 1
}

#!/bin/sh
# Builds session-init, dispatch, and the tests' probe, for every architecture a head node may have. The results are committed; a test rebuilds
# them and compares. Needs gcc for both (Debian: gcc-x86-64-linux-gnu gcc-aarch64-linux-gnu).
# usage: build.sh [MAIN_RESOURCES TEST_RESOURCES]   default: those of this module
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
main=${1:-$source/main/resources/org/cmimage/qemu/guest}
test=${2:-$source/test/resources/org/cmimage/qemu/guest}
mkdir -p "$main" "$test"

compile() { # ARCHITECTURE OUTPUT SOURCES...
  compiler=$1-linux-gnu-gcc
  output=$2
  shift 2
  "$compiler" -std=gnu11 -Os -Wall -Wextra -Werror -ffreestanding -nostdlib -static -no-pie -fno-pic \
    -fno-stack-protector -fno-asynchronous-unwind-tables -fno-unwind-tables -fno-ident -fcf-protection=none \
    -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,noexecstack -Wl,-z,norelro -Wl,-s -o "$output" "$@"
}

for arch in x86_64 aarch64; do
  cd "$source/main/c"
  compile $arch "$main/session-init-$arch" session-init.c frames.c mounts.c overlay.c filter.c uname.c commands.c joined.c twins.c
  compile $arch "$main/dispatch-$arch" dispatch.c uses.c
  cd "$source/test/c"
  compile $arch "$test/probe-$arch" probe.c
done

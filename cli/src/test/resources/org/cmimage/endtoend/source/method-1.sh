#!/bin/sh
# What administrators of the original tool type to import pre-built components (Method 1), and to mend one of them that is wrong
# (Troubleshooting). Below $ROOT, with cm-image and cmsh of that cluster on PATH; $TARBALLS has the three archives of each architecture.
set -eu

arch=$1
wrong=$2 # a component whose archive is the other architecture's at first
case $arch in x86_64) other=aarch64 ;; aarch64) other=x86_64 ;; esac
cd "$TARBALLS"

fail() {
  printf 'method-1: %s\n' "$*"
  exit 1
}

# says FILE TEXT: fails unless TEXT is in FILE
says() {
  grep -qF -- "$2" "$1" || { cat "$1" && fail "expected: $2"; }
}

# archive COMPONENT: the archive to take, which is a wrong one for one of the components
archive() {
  from=$arch
  [ "$1" = "$wrong" ] && from=$other
  case $1 in
    swimage) echo "$TARBALLS/default-image-debian12-$from.tar.gz" ;;
    node-installer) echo "$TARBALLS/node-installer-$from.tar.gz" ;;
    cmshared) echo "$TARBALLS/cmshared-$from.tar.gz" ;;
  esac
}

directory() {
  case $1 in
    swimage) echo "/cm/images/default-image-debian12-$arch" ;;
    node-installer) echo "/cm/node-installer-debian12-$arch" ;;
    cmshared) echo "/cm/shared-debian12-$arch" ;;
  esac
}

extract() {
  mkdir "$ROOT$(directory "$1")"
  cd "$ROOT$(directory "$1")"
  tar -xzvf "$(archive "$1")" >"$ROOT/extracted"
  cd "$TARBALLS"
}

# Method 1, steps 2 to 5
for component in swimage node-installer cmshared; do extract "$component"; done
status=0
cm-image --verbose create all --arch "$arch" --distro debian12 --add-only >"$ROOT/added" 2>&1 || status=$?
[ "$status" -eq 6 ] || { cat "$ROOT/added" && fail "exit status $status"; }
says "$ROOT/added" "arch/OS does not match"
says "$ROOT/added" "$(directory "$wrong")"
for component in swimage node-installer cmshared; do
  [ "$component" = "$wrong" ] || ! grep -F "arch/OS does not match" "$ROOT/added" | grep -qF "${component#cm}-debian12" ||
    fail "blames $component"
done
cmsh -c "partition archos base; list" >"$ROOT/archos"
! grep -q "$arch" "$ROOT/archos" || fail "archOS entry of a wrong component"

# The components are as they were, so the stage alone fails the same way
status=0
cm-image --verbose create all --arch "$arch" --distro debian12 --add-archos >"$ROOT/bound" 2>&1 || status=$?
[ "$status" -eq 6 ] || fail "exit status $status of --add-archos"
says "$ROOT/bound" "arch/OS does not match"

# Troubleshooting, step 1
printf 'fspart\nls | grep %s\n' "$arch" | cmsh >"$ROOT/listed"
says "$ROOT/listed" "/cm/images/default-image-debian12-$arch/boot"
says "$ROOT/listed" "default-image-debian12-$arch:boot"
says "$ROOT/listed" "/cm/node-installer-debian12-$arch"
says "$ROOT/listed" "/cm/shared-debian12-$arch"
if [ "$wrong" = swimage ]; then
  printf 'fspart\nremove %s/boot\nremove %s\ncommit\n' "$(directory swimage)" "$(directory swimage)" | cmsh
  printf 'softwareimage\nremove -d default-image-debian12-%s\ncommit\n' "$arch" | cmsh
else
  printf 'fspart\nremove %s\ncommit\n' "$(directory "$wrong")" | cmsh
fi
rm -rf "$ROOT$(directory "$wrong")"
! ls "$ROOT$(directory "$wrong")" 2>/dev/null || fail "$(directory "$wrong") is there"
cmsh -c "fspart; list" >"$ROOT/parts"
! grep -qF "$(directory "$wrong") " "$ROOT/parts" || fail "fspart $(directory "$wrong") is there"

# Step 2: only the failed component, then all with n for those that are right
mended=$wrong
wrong=none
extract "$mended"
cm-image create "$mended" --arch "$arch" --distro debian12 --add-only
yes n | cm-image create all --arch "$arch" --distro debian12 --add-only >"$ROOT/declined" 2>&1
says "$ROOT/declined" "Do you want to continue?(y/n): "

# Step 3, twice: nothing is left to do the second time
cm-image --verbose create all --arch "$arch" --distro debian12 --add-archos >"$ROOT/bound" 2>&1
says "$ROOT/bound" "Updating cmd entities"
says "$ROOT/bound" "Completed"
cmsh -c "partition archos base; list" >"$ROOT/before"
cm-image --verbose create all --arch "$arch" --distro debian12 --add-archos >/dev/null
cm-image --verbose create all --arch "$arch" --distro debian12 --add-only </dev/null >/dev/null
cmsh -c "partition archos base; list" >"$ROOT/after"
cmp "$ROOT/before" "$ROOT/after"
grep -qE "$arch +\| debian12 +\| default-image-debian12-$arch +\| /cm/shared-debian12-$arch " "$ROOT/after" || fail "no archOS entry"

# What is there in the end
cmsh -c "softwareimage;list" >"$ROOT/images"
says "$ROOT/images" "/cm/images/default-image-debian12-$arch"
grep -F "default-image-debian12-$arch" "$ROOT/images" | grep -qE '6\.1\.0-[0-9]+-cloud-' || fail "no kernel version"
cmsh -c "category;list" >"$ROOT/categories"
says "$ROOT/categories" "default-debian12-$arch"
cmsh -c "device use master;fsexports;list" >"$ROOT/exports"
says "$ROOT/exports" "/cm/shared-debian12-$arch@internalnet"
says "$ROOT/exports" "/cm/node-installer-debian12-$arch/certificat"

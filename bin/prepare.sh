# Sourced by bin/cm-image, bin/cmsh and bin/test with checkout and program set: what must be on this machine, and the build.
# shellcheck shell=sh disable=SC2154
. "$checkout/cli/src/main/dist/lib/find-java.sh"

# Without it neither Maven nor a test could name a file outside ASCII.
export LC_ALL=C.UTF-8

run_tools="gpgv xz ca-certificates"
build_tools="jdk maven"
test_tools="ar attr bsdtar cpio cross-gcc dnsmasq dpkg dpkg-scanpackages file gcc getcap getfacl gpg grub-script-check gzip igzip mmdebstrap python3 qemu-user rpmbuild script tar zstd"

quick=$checkout/target/quick

say() {
  echo "$program: $*" >&2
}

# has TOOL
has() {
  case $1 in
    jdk) find_java javac ;;
    jre) find_java java ;;
    maven) command -v mvn >/dev/null ;;
    ca-certificates) [ -s /etc/ssl/certs/ca-certificates.crt ] || [ -e /etc/pki/tls/certs ] || [ -e /etc/ssl/ca-bundle.pem ] ;;
    cross-gcc) command -v "$(foreign_machine)-linux-gnu-gcc" >/dev/null ;;
    qemu-user) command -v "qemu-$(foreign_machine)-static" >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# The architecture of ours that this machine has not.
foreign_machine() {
  case $(uname -m) in
    aarch64) echo x86_64 ;;
    *) echo aarch64 ;;
  esac
}

# package_of TOOL: its packages on this machine; nothing where the distribution has none
package_of() {
  case $manager:$1 in
    apt-get:jdk) first_known openjdk-17-jdk-headless default-jdk-headless ;;
    apt-get:jre) first_known openjdk-17-jre-headless default-jre-headless ;;
    dnf:jdk) first_known java-17-openjdk-devel java-21-openjdk-devel ;;
    dnf:jre) first_known java-17-openjdk-headless java-21-openjdk-headless ;;
    zypper:jdk) first_known java-17-openjdk-devel java-21-openjdk-devel ;;
    zypper:jre) first_known java-17-openjdk-headless java-21-openjdk-headless ;;
    apt-get:xz) echo xz-utils ;;
    *:xz) echo xz ;;
    dnf:gpgv) echo gnupg2 ;;
    zypper:gpgv) echo gpg2 ;;
    *:ar) echo binutils ;;
    apt-get:cross-gcc)
      case $(foreign_machine) in
        aarch64) echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross ;;
        x86_64) echo gcc-x86-64-linux-gnu libc6-dev-amd64-cross ;;
      esac
      ;;
    apt-get:gcc) echo gcc libc6-dev ;;
    apt-get:qemu-user) echo qemu-user-static ;;
    apt-get:dpkg-scanpackages) echo dpkg-dev ;;
    apt-get:qemu-system-aarch64) echo qemu-system-arm ;;
    zypper:qemu-system-aarch64) echo qemu-arm ;;
    *:mkfs.ext4) echo e2fsprogs ;;
    apt-get:bsdtar) echo libarchive-tools ;;
    apt-get:dnsmasq) echo dnsmasq-base ;;
    apt-get:grub-script-check) echo grub-common ;;
    apt-get:getcap) echo libcap2-bin ;;
    apt-get:igzip | zypper:igzip) echo isal ;;
    dnf:igzip) echo isa-l-tools ;;
    dnf:getcap) echo libcap ;;
    zypper:getcap) echo libcap-progs ;;
    *:getfacl) echo acl ;;
    apt-get:gpg) echo gnupg ;;
    dnf:gpg) echo gnupg2 ;;
    zypper:gpg) echo gpg2 ;;
    apt-get:script) echo bsdutils ;;
    *:script) echo util-linux ;;
    apt-get:rpmbuild) echo rpm ;;
    *:rpmbuild) echo rpm-build ;;
    dnf:cross-gcc | dnf:dpkg | dnf:dpkg-scanpackages | dnf:grub-script-check | dnf:mmdebstrap | dnf:qemu-user | zypper:cross-gcc | zypper:dpkg | zypper:dpkg-scanpackages | zypper:grub-script-check | zypper:mmdebstrap | zypper:qemu-user) ;;
    *) echo "$1" ;;
  esac
}

# first_known PACKAGE...: the first one that the package manager knows, else the first
first_known() {
  for candidate in "$@"; do
    case $manager in
      apt-get) known="apt-cache show" ;;
      dnf) known="dnf -q info" ;;
      zypper) known="zypper -q -n search --match-exact" ;;
    esac
    if $known "$candidate" >/dev/null 2>&1; then
      echo "$candidate"
      return
    fi
  done
  echo "$1"
}

find_manager() {
  for manager in apt-get dnf zypper; do
    if command -v "$manager" >/dev/null; then return 0; fi
  done
  return 1
}

# require TOOL...: installs what is missing or ends with status 3 and the command to type
require() {
  missing=
  for tool in "$@"; do
    if ! has "$tool"; then missing="$missing $tool"; fi
  done
  if [ -z "$missing" ]; then return 0; fi
  if ! find_manager; then
    say "cannot continue: missing:$missing (and no apt-get, dnf or zypper to install them with)"
    exit 3
  fi
  if [ "$(id -u)" -eq 0 ] && [ "$manager" = apt-get ]; then update_package_lists; fi
  packages=
  for tool in $missing; do
    packages="$packages $(package_of "$tool")"
  done
  # One space between words, none at the ends.
  # shellcheck disable=SC2086,SC2116
  packages=$(echo $packages)
  if [ -z "$packages" ]; then return 0; fi
  case $manager in
    apt-get) install="apt-get install -y --no-install-recommends" ;;
    dnf) install="dnf install -y" ;;
    zypper) install="zypper -n install" ;;
  esac
  if [ "$(id -u)" -ne 0 ]; then
    say "cannot continue: missing:$missing. Install them as root, then run this again:"
    echo "  $install $packages" >&2
    exit 3
  fi
  say "installing $packages ($manager)"
  install_log=$(mktemp)
  # shellcheck disable=SC2086
  if ! DEBIAN_FRONTEND=noninteractive $install $packages >"$install_log" 2>&1 </dev/null; then
    tail -n 20 "$install_log" >&2
    rm -f "$install_log"
    say "cannot continue: the installation failed. Repeat it by hand:"
    echo "  $install $packages" >&2
    exit 3
  fi
  rm -f "$install_log"
  for tool in $missing; do
    if [ -n "$(package_of "$tool")" ] && ! has "$tool"; then
      say "cannot continue: $tool is still missing after installing $packages"
      exit 3
    fi
  done
}

update_package_lists() {
  if ! apt-get -qq update >/dev/null 2>&1 </dev/null; then
    say "apt-get update failed; going on with the package lists as they are"
  fi
}

# True if nothing is built or a source is newer than the build.
is_stale() {
  [ ! -e "$quick/built" ] || [ -n "$(find "$checkout/pom.xml" "$checkout/.mvn" "$checkout"/*/pom.xml \
    "$checkout"/*/src/main -newer "$quick/built" -print -quit)" ]
}

# Sets distribution to one that is up to date. Several first runs at once build once.
ensure_built() {
  # shellcheck disable=SC2086
  require $run_tools
  if is_stale; then
    # shellcheck disable=SC2086
    require $build_tools
    mkdir -p "$quick"
    (
      flock 9
      if is_stale; then build; fi
    ) 9>"$quick/lock" || exit 3
  else
    require jre
  fi
  for distribution in "$checkout"/cli/target/quick/cm-image-*/; do :; done
  distribution=${distribution%/}
}

build() {
  if [ -e "$quick/built" ]; then why="sources have changed"; else why="first run"; fi
  say "building cm-image ($why) ..."
  find_java javac
  # What changes from now on is newer than this build.
  touch "$quick/started"
  rm -rf "$checkout"/cli/target/quick/cm-image-*
  if ! JAVA_HOME=$java_home mvn -q -B -T 1C -Dquick -f "$checkout/pom.xml" package >"$quick/build.log" 2>&1 </dev/null 9>&-; then
    tail -n 30 "$quick/build.log" >&2
    say "cannot start: the build failed; its output is in $quick/build.log"
    return 1
  fi
  # The class archive now, so that the first start is as quick as all others.
  for launcher in "$checkout"/cli/target/quick/cm-image-*/bin/cm-image; do
    "$launcher" --version >/dev/null 2>&1 </dev/null 9>&- || :
  done
  mv "$quick/started" "$quick/built"
}

# compile_tests DIRECTORY [MODULE]: makes the directory and sets classpath to all classes, those of the tests among them
compile_tests() {
  module=${2:-cli}
  find_java javac
  umask 022
  mkdir -p "$1"
  say "compiling ..."
  if ! JAVA_HOME=$java_home mvn -q -B -f "$checkout/pom.xml" -pl "$module" -am test-compile dependency:build-classpath \
    -Dmdep.outputFile=target/test.classpath >"$1/build.log" 2>&1 </dev/null; then
    tail -n 30 "$1/build.log" >&2
    say "cannot start: the build failed; its output is in $1/build.log"
    exit 3
  fi
  classpath=$checkout/$module/target/test-classes:$checkout/$module/target/classes:$(cat "$checkout/$module/target/test.classpath")
}

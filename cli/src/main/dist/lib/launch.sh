# Sourced by bin/cm-image and bin/cmsh with home set: starts a main class with the JVM flags that suit it.
# shellcheck shell=sh disable=SC2154
. "$home/lib/find-java.sh"

# launch MAIN-CLASS short|minute ARGUMENT...
launch() {
  main_class=$1 duration=$2
  shift 2
  # The JVM would reuse the number of a closed stream for a file that it opens. Reads and writes fail as before.
  [ -e /proc/self/fd/0 ] || exec 0</dev/null
  [ -e /proc/self/fd/1 ] || exec 1</dev/null
  [ -e /proc/self/fd/2 ] || exec 2</dev/null
  if ! find_java java; then
    echo "$program: cannot start: no Java 17 or newer in JAVA_HOME, on the path or in /usr/lib/jvm" >&2
    echo "$program: install one: apt-get install openjdk-17-jre-headless (Debian, Ubuntu) or dnf install java-17-openjdk-headless" >&2
    exit 3
  fi
  # File names of an image are bytes; in the C locale Java cannot represent those outside ASCII.
  export LC_ALL=C.UTF-8
  # A directory of an image gets its mode in the call that makes it.
  umask 022

  # Shared by every start, so that one archive of parsed classes fits all. The JVM must not write log lines to the output.
  # The native libraries are unpacked at build time: so they work with a /tmp mounted noexec, and a start is 0.1 s faster.
  # Without a path of system libraries JNA asks the linker for each by name, instead of running ldconfig for all of them.
  case $(uname -m) in
    x86_64) jna=linux-x86-64 jline=x86_64 sqlite=x86_64 zstd=amd64 ;;
    aarch64) jna=linux-aarch64 jline=arm64 sqlite=aarch64 zstd=aarch64 ;;
    *)
      echo "$program: cannot start: expected a head node of x86_64 or aarch64, found $(uname -m)" >&2
      exit 3
      ;;
  esac
  native=$home/lib/native
  for zstd_library in "$native/linux/$zstd"/libzstd-jni-*.so; do :; done
  set -- -cp "$home/lib/cm-image.jar" \
    -Djna.boot.library.path="$native/com/sun/jna/$jna" -Djna.nounpack=true -Djna.platform.library.path= \
    -Dlibrary.jline.path="$native/org/jline/nativ/Linux/$jline" \
    -Dorg.sqlite.lib.path="$native/org/sqlite/native/Linux/$sqlite" \
    -DZstdNativePath="$zstd_library" \
    -Dcm-image.home="$home" \
    "$main_class" "$@"
  # The command in messages, in a form that can be typed again.
  typed=${CM_IMAGE_PROGRAM:-$0}
  if [ "$(command -v "$program" || :)" = "$typed" ]; then typed=$program; fi
  set -- -Dcm-image.program="$typed" "$@"
  # Progress is written to standard error.
  if [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; then set -- -Dcm-image.terminal=true "$@"; fi
  # At a terminal the shell reads line by line and pages its output.
  if [ -t 0 ] && [ -t 1 ]; then set -- -Dcm-image.interactive=true "$@"; fi
  if [ "$java_major" -ge 22 ]; then set -- --enable-native-access=ALL-UNNAMED "$@"; fi

  choose_class_archive
  # In half a minute the second compiler costs more than it saves; digests, which would need it, are OpenSSL's.
  set -- -XX:TieredStopAtLevel=1 "$@"
  case $duration in
    # A young generation that rarely fills; buffers are allocated in the old one.
    short) set -- -XX:+UseSerialGC -Xmx256m -Xmn80m -XX:PretenureSizeThreshold=60000 "$@" ;;
    # Room for hundreds of MiB of package indices, but not so much that a small head node runs out of memory.
    minute) set -- -XX:+UseParallelGC -Xmx448m "$@" ;;
  esac
  exec "$java_home/bin/java" -Xshare:auto ${archive:+"-XX:SharedArchiveFile=$archive"} -XX:-UsePerfData -Xlog:disable "$@"
}

# Sets archive to the class archive that fits this JVM and these jars, made now if need be; empty where that is not possible.
# The JVM compares size and modification time only, and these jars have a fixed time to be reproducible: hence the ctime.
choose_class_archive() {
  archive=$home/lib/cds/$java_runtime-$sqlite.jsa
  if [ -e "$archive" ] &&
    [ -z "$(find "$home/lib" -maxdepth 1 -name '*.jar' -newercm "$archive" -print -quit)" ]; then
    return
  fi
  if [ ! -w "$home/lib" ] || ! make_class_archive; then archive=; fi
}

# Stores the classes a start loads in the form the JVM maps into memory; docs/decisions/0003 explains the choice of archive.
# On failure an empty file stays, which the JVM ignores, so that later starts do not lose the time again.
make_class_archive() {
  mkdir -p "$home/lib/cds"
  temporary=$home/lib/cds/.$$
  empty_root=$temporary.root
  mkdir "$empty_root"
  trap 'rm -rf "$temporary" "$temporary".*; exit 130' INT TERM
  {
    class_list_of org.cmimage.cli.CmImage --help
    class_list_of org.cmimage.cli.CmImage distros --root "$empty_root"
    class_list_of org.cmimage.cli.CmImage list --root "$empty_root"
    class_list_of org.cmimage.cli.Cmsh --root "$empty_root" -n -c "softwareimage; list"
    # From here on there is a store, which all starts read.
    class_list_of org.cmimage.cli.Cmsh --root "$empty_root" -n -c "softwareimage; add a; commit; list; show; fspart; list | cat"
    class_list_of org.cmimage.cli.CmImage list --root "$empty_root"
    if make_small_system "$empty_root/tree" && tar -C "$empty_root/tree" -czf "$empty_root/tree.tar.gz" .; then
      class_list_of org.cmimage.cli.CmImage import node-installer "$empty_root/tree.tar.gz" -d debian12 -a x86_64 --root "$empty_root"
      class_list_of org.cmimage.cli.CmImage verify node-installer-debian12-x86_64 --root "$empty_root"
    fi
  } >/dev/null 2>&1 </dev/null
  # Each class once, in the order of loading. Newer JVMs number the classes and their constants, a count of its own in each run.
  awk '{ sub(/ id: [0-9]+$/, "") } !/^@cp / && !seen[$0]++' "$temporary".*.classes >"$temporary.classes"
  "$java_home/bin/java" -Xshare:dump -XX:+UseG1GC -XX:SharedClassListFile="$temporary.classes" \
    -XX:SharedArchiveFile="$temporary" -cp "$home/lib/cm-image.jar" >"$temporary.log" 2>&1 || : >"$temporary"
  chmod 644 "$temporary"
  mv "$temporary" "$archive"
  rm -rf "$temporary".*
  trap - INT TERM
}

# make_small_system DIRECTORY: has one of everything that an image has, and a header of a program
make_small_system() {
  mkdir -p "$1/boot" "$1/etc" "$1/usr/bin" "$1/usr/lib/modules/1.0-1/kernel" "$1/var/lib/dpkg" &&
    echo 'ID=debian
VERSION_ID="12"' >"$1/etc/os-release" &&
    printf '\177ELF\002\001\001%9s\002\000\076\000%44s' '' '' >"$1/usr/bin/program" &&
    echo 'Package: program
Status: install ok installed
Architecture: amd64
Version: 1' >"$1/var/lib/dpkg/status" &&
    : >"$1/boot/vmlinuz-1.0-1" &&
    ln -s usr/bin "$1/bin" &&
    ln "$1/usr/bin/program" "$1/usr/bin/second"
}

# class_list_of MAIN-CLASS ARGUMENT...: a run that fails still lists what it loaded
class_list_of() {
  runs=$((${runs:-0} + 1))
  "$java_home/bin/java" -Xshare:off -XX:DumpLoadedClassList="$temporary.$runs.classes" -XX:+UseSerialGC \
    -cp "$home/lib/cm-image.jar" -Djna.boot.library.path="$native/com/sun/jna/$jna" -Djna.nounpack=true \
    -Dorg.sqlite.lib.path="$native/org/sqlite/native/Linux/$sqlite" -Dcm-image.home="$home" "$@" || :
}

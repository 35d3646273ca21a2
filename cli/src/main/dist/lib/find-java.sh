# Sourced: finds a Java 17 or newer without starting one, which would cost 0.1 s.
# shellcheck shell=sh

# find_java PROGRAM sets java_home, java_major and java_runtime to the first home that has bin/PROGRAM; fails if there is none.
# Searches JAVA_HOME, then PATH, then /usr/lib/jvm.
find_java() {
  if is_java "${JAVA_HOME:-}" "$1"; then return 0; fi
  if on_path=$(command -v "$1"); then
    on_path=$(readlink -f "$on_path")
    if is_java "${on_path%/bin/*}" "$1"; then return 0; fi
  fi
  for candidate in /usr/lib/jvm/*; do
    if is_java "$candidate" "$1"; then return 0; fi
  done
  return 1
}

# is_java HOME PROGRAM
is_java() {
  if [ -z "$1" ] || [ ! -x "$1/bin/$2" ] || [ ! -r "$1/release" ]; then return 1; fi
  java_major= java_runtime=
  while IFS='=' read -r key value; do
    value=${value#\"}
    value=${value%\"}
    case $key in
      JAVA_VERSION) java_major=${value%%.*} ;;
      JAVA_RUNTIME_VERSION) java_runtime=$value ;;
    esac
  done <"$1/release"
  # Java 8 calls itself 1.8; an early-access build 27-ea.
  java_major=${java_major%%[!0-9]*}
  [ "${java_major:-0}" -ge 17 ] || return 1
  java_home=$1
}

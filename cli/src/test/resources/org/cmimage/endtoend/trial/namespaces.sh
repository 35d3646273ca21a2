# Arguments: a binfmt_misc registration or nothing, a command. Runs it as root of user, mount and pid namespaces of its own, in which
# it has that registration to itself. Who starts this writes the id maps after "ready", then a line.
set -eu
if [ "${inside-}" != yes ]; then
  echo ready
  read -r _
  export inside=yes
  exec unshare --mount --pid --fork --mount-proc --kill-child sh "$0" "$@"
fi
unset inside
registration=$1
shift
if [ -n "$registration" ]; then
  mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
  printf '%s' "$registration" >/proc/sys/fs/binfmt_misc/register
fi
exec "$@"

# Run by systemd in the throw-away copy of an image that cm-image boots: tells on the console how the boot went.
say() { printf '\ncm-image-boot %s\n' "$*" >/dev/console; }
say begin
turn=0
while :; do
  state=$(systemctl is-system-running 2>/dev/null)
  case $state in initializing | starting) ;; *) break ;; esac
  turn=$((turn + 1))
  if [ $((turn % 10)) -eq 0 ]; then
    say waiting $(systemctl list-jobs --no-legend --no-pager 2>/dev/null | while read -r job unit rest; do echo "$unit"; done)
  fi
  sleep 1
done
systemctl list-units --all --state=failed --no-legend --no-pager --plain 2>/dev/null | while read -r unit rest; do
  result=$(systemctl show -p Result "$unit" 2>/dev/null)
  say failed "$unit" "${result#Result=}"
  journalctl -b -u "$unit" -n 8 -o cat --no-pager -q 2>/dev/null | while IFS= read -r line; do say log "$unit" "$line"; done
done
say state "$state"

#!/bin/sh
# backup, verify, restore: a copy is whole, comes back whole, and what is wrong with one is found
# before anything changes. No network but the daemon's own socket.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
write_config </dev/null
cd "$work"
mail() { printf 'From: feng@corp.example\r\nSubject: %s\r\nMessage-ID: <%s@pc>\r\n\r\nText %s\r\n' "$1" "$1" "$1"; }
take() { mail "$1" | "$faultline" deliver 2>>"$work/log"; }
tickets() { "$faultline" ticket list all --json | wc -l | tr -d ' '; }
run() { "$faultline" "$@" >"$work/out" 2>&1; code=$?; }

for n in one two; do take $n; done
run verify; is "a store is well" "$code" 0
like "and says what it has" "$(cat out)" 'desk\.db: well; [0-9]+ lines of history, 2 mails'
run backup copy.db; is "a backup is made" "$code" 0
is "for its owner alone" "$(stat -c %a copy.db)" 600
run verify copy.db; is "and is well" "$code" 0
take three
is "there are three tickets" "$(tickets)" 3
run restore copy.db; is "the backup comes back" "$code" 0
is "two tickets" "$(tickets)" 2
run verify; is "all is well" "$code" 0
run verify desk.db.before-restore; is "what was there is kept" "$code" 0
like "with its three mails" "$(cat out)" '3 mails'
is "nothing else is left" "$(ls | grep -c '\.restore')" 0
take three; is "and the desk goes on" "$(tickets)" 3

head -c 100000 /dev/urandom > noise.db
cp copy.db cut.db; truncate -s 40000 cut.db
cp copy.db bent.db
"$PYTHON3" - bent.db <<'P'
import sys
bytes_ = open(sys.argv[1], "rb").read()
at = bytes_.index(b"Text one\r\n")
open(sys.argv[1], "wb").write(bytes_[:at] + b"Text two" + bytes_[at + 8:])
P
for bad in noise cut bent missing; do
	run verify $bad.db; not=$code
	run restore $bad.db
	is "$bad: refused by both" "$not $code" "$not $not"
	unlike "$bad: with a reason" "$not" '^0$'
done
like "a mail that is not what it was is named" "$("$faultline" verify bent.db 2>&1)" 'raw mail .* is not what it was'
run restore desk.db; is "the store is no copy of itself" "$code" 65
is "and nothing has changed" "$(tickets)" 3
run verify; is "all is well still" "$code" 0
for command in backup restore; do run $command; is "$command wants a file" "$code" 64; done
run backup /nowhere/x.db; is "no folder, no backup" "$code" 74

start_desk
run backup beside.db; is "a backup beside the daemon" "$code" 0
run verify; is "and a look at the store" "$code" 0
run restore copy.db; is "but no restoring" "$code" 75
like "who is at work is named" "$(cat out)" 'in use by process [0-9]+'
stop_desk
run verify beside.db; is "the backup is well" "$code" 0
rm -f desk.db desk.db-*; run restore beside.db; is "a lost store comes back" "$code" 0
is "with all of it" "$(tickets)" 3
done_testing

#!/bin/sh
# Bad input gets a clear error that names place and remedy, and loses nothing. No network.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
write_config </dev/null
mail() { printf 'From: feng@corp.example\r\nSubject: %s\r\nMessage-ID: <%s@pc>\r\n\r\nText %s\r\n' "$1" "$1" "$1"; }

mail one | "$faultline" deliver 2>>"$work/log"
is "a mail from a pipe" $? 0
is "is a ticket" "$(ticket 1 subject)" one
mail one | "$faultline" deliver 2>>"$work/log"
is "the same again is accepted" $? 0
is "and no second ticket" "$("$faultline" ticket list all --json | wc -l | tr -d ' ')" 1

sed 's/timezone/timezoen/' "$work/faultline.conf" > "$work/bad.conf"
out=$("$faultline" -c "$work/bad.conf" check 2>&1)
is "an unknown setting is refused" $? 78
like "with place and suggestion" "$out" 'bad\.conf:3: .*timezoen.*did you mean "timezone"'
mail two | "$faultline" -c "$work/bad.conf" deliver 2>/dev/null
is "a pipe keeps the mail meanwhile" $? 75
"$faultline" -c "$work/none.conf" run 2>/dev/null
is "no configuration at all" $? 78

"$faultline" frobnicate 2>"$work/out"
is "an unknown command" $? 64
"$faultline" tickt list 2>"$work/out"
like "with a suggestion" "$(cat "$work/out")" 'did you mean "ticket"'
"$faultline" ticket show 77 2>"$work/out"
is "a ticket that does not exist" $? 65
"$faultline" ticket list colour:red 2>"$work/out"
is "an unknown field" $? 64
"$faultline" ticket accept 1 2>"$work/out"
is "a command that is not under ticket" $? 64
like "and how it is given" "$(cat "$work/out")" 'change 42 accept'
"$faultline" report 2>"$work/out"
is "no report named" $? 64
like "the policy has none" "$(cat "$work/out")" 'which report\? the policy has none'
{ cat "$work/faultline.conf"; echo 'report "month" { when = "1 09:00"  to = {"manager"} }'
  echo 'report "week" { when = "mon 09:00"  to = {"manager"} }'; } > "$work/reports.conf"
"$faultline" -c "$work/reports.conf" report nosuch 2>"$work/out"
like "those that there are" "$(cat "$work/out")" 'no report "nosuch": the policy has "month", "week"'
"$faultline" run --once --now "yesterday" 2>"$work/out"
is "a wrong time" $? 64

sqlite3=$(command -v sqlite3 || true)
if [ -n "$sqlite3" ]; then
	cp "$work/desk.db" "$work/kept.db"
	"$sqlite3" "$work/desk.db" "PRAGMA user_version = 999" >/dev/null
	mail three | "$faultline" deliver 2>"$work/out"
	is "a database from a newer version: the mail is kept" $? 75
	like "with both versions" "$(cat "$work/out")" '999'
	"$faultline" ticket list 2>/dev/null
	is "and reading refuses too" $? 65
	rm -f "$work"/desk.db-*; cp "$work/kept.db" "$work/desk.db"
fi
printf 'this is no database, it is a letter to my aunt' > "$work/aunt.db"
sed 's/desk\.db/aunt.db/' "$work/faultline.conf" > "$work/aunt.conf"
mail four | "$faultline" -c "$work/aunt.conf" deliver 2>"$work/out"
is "something that is no database" $? 75
is "is left as it was" "$(cat "$work/aunt.db")" "this is no database, it is a letter to my aunt"

mail five | "$faultline" deliver 2>>"$work/log"
is "after all that, the next mail" $? 0
is "is the next ticket" "$(ticket 2 subject)" five

# A full disk, played by a limit on the size of files.
{ mail six text; head -c 3000000 /dev/zero | tr '\0' x | fold -w 70; } > "$work/big.eml"
(trap '' XFSZ; ulimit -f 2000; "$faultline" deliver <"$work/big.eml" 2>"$work/out")
is "a full disk: the mail is kept by whoever has it" $? 75
is "and nothing is half there" "$("$faultline" ticket list all --json | wc -l | tr -d ' ')" 2
"$faultline" deliver <"$work/big.eml" 2>>"$work/log"
is "with room again it is taken" $? 0
is "and is a ticket" "$(ticket 3 subject)" six

printf 'not a mail at all' | "$faultline" deliver 2>>"$work/log"
is "what is no mail is taken all the same" $? 0
printf '' | "$faultline" deliver 2>>"$work/log"
is "even nothing" $? 0
out=$("$faultline" quarantine list)
like "and kept for people to see" "$out" 'held|quarantined'
done_testing

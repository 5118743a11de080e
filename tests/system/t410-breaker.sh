#!/bin/sh
# Too much automatic mail: none is sent, and status, log and exit code say so. No network: the port
# of the submission server is closed, so whatever were tried would be an error of its own.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
write_config </dev/null
sed -i 's/^submission {/&  breaker = 3/' "$work/faultline.conf"
# no mailbox, so that nothing but the outbox could be in trouble
sed -i '/^mailbox/,/^}/d' "$work/faultline.conf"
report() { printf 'From: %s@corp.example\r\nSubject: %s\r\nMessage-ID: <%s@pc>\r\n\r\nText\r\n' "$1" "$1" "$1" |
	"$faultline" deliver 2>>"$work/log"; }
due() { "$faultline" outbox list --json | grep -c '"state":"due"'; }

report feng
is "few: they are tried" "$("$faultline" run --once 2>/dev/null; echo $?)" 69
report hu
report liu
before=$(due)
"$faultline" run --once 2>"$work/out"
is "many: none is tried, the exit code tells" $? 75
like "and what to do" "$(cat "$work/out")" 'result=stopped .*faultline outbox resume'
is "they wait" "$(due)" "$before"
like "status tells" "$("$faultline" status)" '^stopped +too much automatic mail'
like "and as JSON" "$("$faultline" status --json)" '"stopped":"[0-9T:-]+Z"'
out=$("$faultline" status --nagios)
is "and a monitor" $? 2
like "in words" "$out" 'automatic mail is stopped'

like "resumed" "$("$faultline" outbox resume)" 'is sent again'
like "status is quiet" "$("$faultline" status --json)" '"stopped":null'
"$faultline" run --once 2>/dev/null
is "they are tried again" $? 69
like "nothing to resume" "$("$faultline" outbox resume)" 'was not stopped'
"$faultline" outbox resum 2>"$work/out"
is "a slip" $? 64
like "usage" "$(cat "$work/out")" 'drop N \| resume'
done_testing

#!/bin/sh
# Addresses that mail does not reach, on real servers: refused at submission, and come back later.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
start_mail --authserv mx.corp.example feng wang li zhao
write_config </dev/null

# 550 to RCPT is the server's own word.
printf 'From: reject5@corp.example\r\nSubject: first\r\nMessage-ID: <r1@pc>\r\n\r\nIt is broken.\r\n' > "$work/one.eml"
"$mailserver" put "$work/mail" desk "$work/one.eml" >/dev/null
once; once
like "the ticket names him" "$("$faultline" 1)" 'undelivered +reject5@corp\.example since .*: 5\.1\.1 no such user'
is "and so does status" "$("$faultline" status --json | "$PYTHON3" -c 'import json, sys; print(*json.load(sys.stdin)["undeliverable"])')" reject5@corp.example
like "in words too" "$("$faultline" status)" 'mail does not reach reject5@corp\.example'
like "who works on it is told" "$(last_mail li "Not delivered")" 'reject5@corp\.example could not be delivered'
told=$(mails li)
answer li "We look at it." first
once; once
is "a later mail is tried" "$("$faultline" outbox list --json | grep '"to": *"reject5@corp.example"' | grep -c '"state": *"failed"')" 2
is "and its failure is no news" "$(mails li)" "$told"
done_testing

#!/bin/sh
# A server that has a mail and will not give it out, "for now", for ever: what is behind it is
# read once that was said three times in ten minutes or more, over restarts too.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
sh "$TOP_SRCDIR/tests/lib/make-certs.sh" "$work/certs" 2>/dev/null || skip_all "openssl is not installed"
"$PYTHON3" "$TOP_SRCDIR/tests/lib/fake-server.py" --cert "$work/certs/good.pem" --key "$work/certs/good.key" \
	--limit 120 "$TOP_SRCDIR/tests/data/desk/refused.transcript" >"$work/fake" 2>"$work/differs" &
fake=$!
wait_for 10 grep -q PORT "$work/fake"
IMAPS_PORT=$(sed -n 's/^PORT //p' "$work/fake")
CA=$work/certs/ca.pem
write_config </dev/null
sed -i '/^submission/,/^}/d; s/user = "desk"/user = "desk"  import-before = "all"/' "$work/faultline.conf"

at() { once --now "2026-11-23T01:$1:00Z"; }
kept() { "$faultline" quarantine list --json; }
at 00; is "the first refusal is the server's trouble" $? 69
at 01; is "the second is too" $? 69
at 02; is "the third, two minutes later, is too" $? 69
is "each for the same reason" "$(grep -c 'mailbox=desk error=.*SERVERBUG' "$work/log")" 3
is "nothing was set aside" "$(kept)" ""
at 11; is "eleven minutes later it is the mail's" $? 0
like "the mail is set aside" "$(kept)" '"the server does not give this mail out"'
is "somebody is told" "$("$faultline" outbox list --json | grep -c '"notice":"alert"')" 1
is "the mail behind it is a ticket" "$(ticket 1 subject)" behind
wait "$fake"; is "the server was asked as it should be" $? 0
[ ! -s "$work/differs" ] || sed 's/^/# /' "$work/differs"
done_testing

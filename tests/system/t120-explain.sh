#!/bin/sh
# The commands that explain: sla, report, search, similar, on a store that deliver filled.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
cat >"$work/f.conf" <<END
desk { name = "IT" address = "it@corp.example" domains = {"corp.example"} timezone = "Asia/Shanghai" }
store { path = "$work/explain.db" }
calendar "office" { hours = {"mon-fri 09:00-12:00", "mon-fri 13:00-18:00"} }
person "li" { name = "Li Na"  address = "li@corp.example" roles = {"engineer"} }
person "zhao" { address = "zhao@corp.example" roles = {"manager"} }
team "helpdesk" { members = {"li"} manager = "zhao" }
tier 1 { team = "helpdesk" }
priority "normal" { rank = 1 calendar = "office" respond = "4h" resolve = "2bd" }
report "monthly" { when = "1 09:00" to = {"zhao"} }
report "digest" { when = "08:30" to = {"li"} }
END
run() { "$faultline" -c "$work/f.conf" "$@"; }
deliver() {
	printf 'From: %s@corp.example\nSubject: %s\nMessage-ID: <%s@pc>\n\n%s\n' "$1" "$3" "$2" "$4" |
		run deliver --now "$5"
}
deliver feng 1 "VPN is down" "Nobody can work" "2020-11-20 17:00"
deliver gao 2 "打印机卡纸" "二楼" "2020-11-20 17:30"
deliver feng 3 "VPN is slow" "Still" "2020-11-23 09:00"
run ticket change 1 cause loose cable >/dev/null
run ticket change 1 fix plugged in >/dev/null
run ticket change 1 close >/dev/null

sla=$(run sla 1)
like "the clock's length and calendar" "$sla" 'the first answer: 4 hours, counted in "office"'
like "when it started" "$sla" '2020-11-20 17:00  the clock starts'
like "what counted" "$sla" '2020-11-20 17:00 – 2020-11-20 18:00  counts: 1 hour$'
like "what did not" "$sla" '2020-11-20 18:00 – 2020-11-23 09:00  outside working hours'
like "what came of it" "$sla" 'done, but too late'
like "as JSON too" "$(run sla --json 1)" '"limit":"respond","length":"4h","calendar":"office","started":"2020-11-20T09:00:00Z"'
run sla 99 >"$work/out" 2>&1
is "no such ticket" "$?" 65
run sla >"$work/out" 2>&1
is "no ticket at all" "$?" 64

report=$(run report monthly --period 2020-11)
like "a report of a month" "$report" 'From 2020-11-01 to 2020-11-30\.'
like "with its tickets" "$report" 'Reported: 3'
like "of the last full month nothing" "$(run report monthly)" 'Nothing was reported\.'
like "figures as JSON" "$(run report monthly --period 2020-11 --json)" '"count":3,"closed":1,"open":2'
csv=$(run report monthly --period 2020-Q4 --csv)
is "a row for each ticket" "$(printf '%s\n' "$csv" | wc -l)" 4
like "with its facts" "$csv" '^1,fault,VPN is down,closed,.*loose cable'
run report monthly --period 2020-11 --preview "$work/report.eml"
like "the mail" "$(cat "$work/report.eml")" '^To: .*<zhao@corp\.example>'
run report monthly --period never >"$work/out" 2>&1
is "no period" "$?" 64
run report yearly >"$work/out" 2>&1
is "no such report" "$?" 64
like "those that there are" "$(cat "$work/out")" '"monthly", "digest"'
like "a digest" "$(run report digest)" 'FL#2'

found=$(run search vpn)
is "solved ones first" "$(printf '%s\n' "$found" | sed -n 2p | cut -c1)" 1
is "all of them" "$(printf '%s\n' "$found" | wc -l)" 3
like "with the cause" "$found" 'loose cable'
like "Chinese words" "$(run search 卡纸)" '^2 '
is "nothing" "$(run search keyboard --json)" ""
like "tickets like another" "$(run similar 3)" '^1 .*plugged in'
is "never itself" "$(run similar --json 2)" ""
done_testing

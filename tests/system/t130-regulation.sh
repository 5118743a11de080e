#!/bin/sh
# A regulation that a company starts from, etc/policies/three-severities.conf, on real servers: read
# in the mailboxes, answered from there, to the second of its limits.
desk=it-help
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
start_mail --authserv mx.corp.example it-help feng gao sun wang li chen he xu zhao qian

# What the company adds: its servers, a form, a survey, and changes that its manager approves.
echo secret > "$work/password"
chmod 600 "$work/password"
cat > "$work/faultline.conf" <<X
include("$TOP_SRCDIR/etc/policies/three-severities.conf")
mailbox "it-help" {
    url = "imaps://localhost:$IMAPS_PORT"  user = "it-help"  password-file = "password"
    ca-file = "$CA"  trusted-authserv = {"mx.corp.example"}
}
submission {
    url = "smtp://localhost:$SUBMISSION_PORT"  user = "bot"  password-file = "password"
    ca-file = "$CA"
}
store { path = "desk.db" }
document "missing" { on = {"opened"}  priority = {"severe"}  to = {"reporter"}  ask = {"model", "place"} }
document "survey" { on = {"closed"}  to = {"reporter"}  ask = {"score", "comment"} }
document "record" { on = {"closed"}  to = {"manager"} }
rule "change" { subject = {"变更"}  set-kind = "change" }
kind "change" { before "accepted" { approval = {"manager"} } }
X
FAULTLINE_CONFIG=$work/faultline.conf
export FAULTLINE_CONFIG

# at TIME: one pass, when it is TIME in Shanghai.
at() { check "at $1" once --now "$1"; }
encoded() { printf '=?UTF-8?B?%s?=' "$(printf %s "$1" | base64 -w 0)"; }

check "the regulation and both servers are well" "$faultline" check --online

# A Chinese report gets the highest level that fits it.
report feng "$(encoded 'ERP系统崩溃')" "今天的订单都打不开。"
at "2026-11-23 09:00"
is "the level" "$(ticket 1 priority)" severe
is "the category's team" "$(ticket 1 team)" software
is "an hour to the start of work" "$(ticket 1 respond_by)" 2026-11-23T02:00:00Z
is "no limit for the repair yet" "$(ticket 1 resolve_by)" null
received=$(last_mail feng)
like "the acknowledgement, in the reporter's language" "$received" '^Subject: \[FL#1\].*ERP系统崩溃'
like "says what became of it" "$received" '已收到'
like "the notice to who repairs it" "$(last_mail chen)" '^Subject: \[FL#1\].*严重.*ERP系统崩溃'
like "with what was reported" "$(last_mail chen)" '今天的订单都打不开'
is "nobody else of the desk" "$(($(mails sun) + $(mails wang) + $(mails zhao)))" 0
like "what is missing is asked for in the same mail" "$received" '^型号：'
like "line by line" "$received" '^地点：'

# The form comes back, with labels in another order and with other colons.
answer feng "地点: 财务室\n型号：OptiDesk 70"
at "2026-11-23 09:20"
is "a labelled line fills a fact" "$(ticket 1 facts.model)" "OptiDesk 70"
is "so does the other" "$(ticket 1 facts.place)" "财务室"
like "who repairs it reads them" "$(last_mail chen)" 'OptiDesk 70'

# The limit, to the second.
at "2026-11-23 10:00"
is "in time at the very instant" "$(mails zhao)" 0
at "2026-11-23 10:00:01"
breach=$(last_mail zhao)
like "a second later the manager hears" "$breach" '^Subject: \[FL#1\]'
like "which limit it was" "$breach" '1 hour'
is "who repairs it was called once, too" "$("$faultline" ticket log 1 | grep -c breach)" 1

answer chen "/受理"
at "2026-11-23 10:10"
is "the repair's four hours begin" "$(ticket 1 resolve_by)" 2026-11-23T06:10:00Z
is "with whoever took it" "$(ticket 1 assignee)" chen

# The gate: no repair without its cause.
answer chen "/解决 重建了索引"
at "2026-11-23 10:30"
is "refused" "$(ticket 1 state)" accepted
transcript=$(last_mail chen)
like "and told what is missing" "$transcript" '原因'
is "the reporter hears nothing of it" "$(last_mail feng | grep -c 重建了索引)" 0
answer chen "/原因 索引已满\n/解决 重建了索引"
at "2026-11-23 10:40"
is "with the cause it is" "$(ticket 1 state)" resolved
like "the reporter is asked" "$(last_mail feng)" '重建了索引'
answer feng "是"
at "2026-11-23 10:50"
is "his yes closes" "$(ticket 1 state)" closed
like "the record names who reported it" "$(last_mail zhao ERP)" '2026-11-23 09:00, feng: reported'
like "the survey arrives" "$(last_mail feng)" '1 到 5'
answer feng "4 很快"
at "2026-11-23 11:00"
is "the score of the answer" "$(ticket 1 facts.score)" 4
is "and its words" "$(ticket 1 facts.comment)" "很快"
is "reopen nothing" "$(ticket 1 state)" closed

# A change waits for the manager.
report gao "$(encoded '变更：更换交换机')" "周末更换三楼的交换机。"
at "2026-11-23 13:00"
is "it waits" "$(ticket 2 state):$(ticket 2 waiting_on)" waiting:approval
request=$(last_mail zhao 变更)
like "the manager reads what it is about" "$request" '周末更换三楼的交换机'
code=$(printf '%s\n' "$request" | sed -n 's/.*\/approve \([^ ]*\).*/\1/p' | head -n 1)
answer zhao "Fine with me." 变更
at "2026-11-23 13:05"
is "words alone do not approve" "$(ticket 2 state)" waiting
answer zhao "/approve $code" 变更
at "2026-11-23 13:10"
is "the code does" "$(ticket 2 state)" new

# Why a limit was missed, in words.
account=$("$faultline" sla 1)
like "sla names the limit" "$account" '1 hour, counted in'
like "and that it was missed" "$account" 'done, but too late: 1 hour 10 minutes'

# The month's report, and the quarter's duty.
at "2026-12-01 09:00"
monthly=$(last_mail zhao 2026-11)
like "the report of the month arrives" "$monthly" 'Reported'
before=$(mails zhao)
at "2026-12-01 09:01"
is "once" "$(mails zhao)" "$before"
at "2027-01-01 09:59"
is "nothing before its time" "$("$faultline" ticket show 3 >/dev/null 2>&1; echo $?)" 65
at "2027-01-01 10:00"
like "the training opens its ticket" "$(ticket 3 subject)" '季度能力提升培训'
is "for the team that it is for" "$(ticket 3 team)" helpdesk
like "which hears of it" "$(last_mail sun)" '季度能力提升培训'
at "2027-01-01 10:01"
is "once a quarter" "$("$faultline" ticket show 4 >/dev/null 2>&1; echo $?)" 65

is "everything was delivered" "$("$faultline" outbox list --json)" ""
is "nothing was held" "$("$faultline" quarantine list --json)" ""
done_testing

#!/bin/sh
# The main job on a real mail server, step by step with run --once: a report becomes a ticket, the
# engineer works it by answering, the reporter confirms by answering.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
start_mail --authserv mx.corp.example feng wang li zhao
write_config </dev/null

check "the configuration and both servers are well" "$faultline" check --online

report feng "VPN drops" "Nobody can work since nine."
check "one pass" once --now "2026-11-23 09:00"
is "a ticket was opened" "$(ticket 1 subject)" "VPN drops"
is "a rule gave the priority" "$(ticket 1 priority)" urgent
is "words gave the category" "$(ticket 1 category)" network
is "the category gave the team" "$(ticket 1 team)" network
is "the first tier is the lowest" "$(ticket 1 tier)" 1
is "the clock runs from the report" "$(ticket 1 respond_by)" 2026-11-23T01:15:00Z
is "the mail was filed" "$("$mailserver" count "$work/mail" desk)" 0
is "in Processed" "$("$mailserver" count "$work/mail" desk/Processed)" 1

received=$(last_mail feng)
like "the reporter is acknowledged" "$received" '^Subject: \[FL#1\] .*VPN drops'
like "as an answer to his mail" "$received" '^In-Reply-To: <1\.t100-end-to-end@pc\.corp\.example>'
like "marked as automatic" "$received" '^Auto-Submitted: auto-replied'
new=$(last_mail wang)
like "the team hears of it in its own language" "$new" '^Subject: \[FL#1\] .*紧急.*VPN drops'
like "with the text" "$new" 'Nobody can work since nine'
is "the other team does not" "$(mails li)" 0

answer wang "/accept\n/优先级 普通\n/frobnicate\nI am looking into it."
once --now "2026-11-23 09:05"
is "accepted" "$(ticket 1 state)" accepted
is "by the engineer" "$(ticket 1 assignee)" wang
is "the response is met" "$(ticket 1 responded)" 2026-11-23T01:05:00Z
is "the priority changed" "$(ticket 1 priority)" normal
transcript=$(last_mail wang)
like "he gets a transcript" "$transcript" '/accept'
like "which names what was not understood" "$transcript" 'frobnicate'
text=$(last_mail feng)
like "his words reach the reporter" "$text" 'I am looking into it\.'
unlike "without the commands" "$text" '/accept'
like "in the same thread" "$text" '^References: .*<1\.t100-end-to-end@pc\.corp\.example>'

answer wang "/note\nThe reporter restarts the gateway himself."
once --now "2026-11-23 09:10"
unlike "a note stays inside" "$(last_mail feng)" 'restarts the gateway'
answer wang "/escalate Needs the second line"
once --now "2026-11-23 09:15"
is "escalated" "$(ticket 1 tier)" 2
answer wang "/assign li"
once --now "2026-11-23 09:16"
is "assigned" "$(ticket 1 assignee)" li
like "the new owner hears of it" "$(last_mail li)" 'VPN drops'

answer feng "It dropped again." "VPN"
once --now "2026-11-23 09:20"
like "the reporter's words reach the engineer" "$(last_mail li)" 'It dropped again'

answer li "/resolve\nThe cable is replaced."
once --now "2026-11-23 10:00"
is "resolved" "$(ticket 1 state)" resolved
like "the reporter is asked" "$(last_mail feng)" 'The cable is replaced'
answer feng "No, still dropping."
once --now "2026-11-23 10:10"
is "no reopens" "$(ticket 1 state)" accepted
answer li "/解决 换了网关。" "VPN"
once --now "2026-11-23 11:00"
answer feng "已解决，谢谢！"
once --now "2026-11-23 11:10"
is "yes closes" "$(ticket 1 state)" closed

report feng "Printer" "It smokes."
once --now "2026-11-23 12:00"
once --now "2026-11-23 16:00"
is "in time at the very instant" "$(mails zhao)" 0
once --now "2026-11-23 16:00:01"
like "untouched past its limit, the manager hears" "$(last_mail zhao)" '^Subject: \[FL#2\]'
once --now "2026-11-23 17:00"
is "once" "$(mails zhao)" 1

is "everything was delivered" "$("$faultline" outbox list --json)" ""
is "nothing was held" "$("$faultline" quarantine list --json)" ""
done_testing

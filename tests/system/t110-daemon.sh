#!/bin/sh
# The daemon: new mail by IDLE, changes by the control socket, reload, a second daemon, a pipe.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
start_mail --authserv mx.corp.example feng wang li zhao
write_config <<'X'
before "resolved" { require = {"cause"} }
document "note of causes" { on = {"changed cause"}  to = {"manager"}  template = "record"  facts = {"cause"} }
X
start_desk
is "the daemon is ready" $? 0

report feng "VPN drops" "Nobody can work."
check "the acknowledgement arrives" "$mailserver" wait "$work/mail" feng 1 20
check "the notice arrives" "$mailserver" wait "$work/mail" wang 1 20
is "a ticket was opened" "$(ticket 1 state)" new

answer wang "/accept\nComing."
check "the engineer's words arrive" "$mailserver" wait "$work/mail" feng 2 20
is "accepted" "$(ticket 1 state)" accepted

is "a change by command line" "$("$faultline" ticket change 1 priority normal)" "priority normal: Priority: Normal."
is "is there" "$(ticket 1 priority)" normal
like "and in the log, with who did it" "$("$faultline" ticket log 1)" 'priority +cli:'
"$faultline" ticket change 1 priority nonsense >/dev/null 2>&1
is "a refused change says so by its exit code" $? 65
"$faultline" ticket change 99 accept >/dev/null 2>&1
is "so does one of a ticket that does not exist" $? 65

"$faultline" run >/dev/null 2>"$work/second"
is "a second daemon gives way" $? 75
like "and says who is there" "$(cat "$work/second")" "$daemon"

printf 'From: feng@corp.example\r\nSubject: By pipe\r\nMessage-ID: <pipe@pc>\r\n\r\nHello\r\n' |
	"$faultline" deliver
is "deliver hands over to the daemon" $? 0
check "which opens a ticket" wait_for 10 "$faultline" ticket show 2

like "status says that it runs" "$("$faultline" status)" 'daemon +running'
"$faultline" status --nagios >/dev/null
is "and so does the plug-in" $? 0

cp "$work/faultline.conf" "$work/right.conf"
cat >> "$work/faultline.conf" <<'X'
fact "device" { }
before "closed" { require = {"cuase"} }
document "late" { on = {"closd"}  to = {"manager"} }
X
kill -HUP "$daemon"
check "a wrong reload is refused" wait_for 10 grep -q reload-refused "$work/log"
like "with place and remedy" "$(grep reload-refused "$work/log")" 'faultline\.conf:[0-9]+: .*did you mean "cause"'
# the command line would read the wrong file itself
said=$("$faultline" -c "$work/right.conf" ticket change 2 resolve "all is well" 2>&1)
is "the regulation in force holds a ticket back as before" $? 65
like "and says what is missing" "$said" 'Cause'
"$faultline" -c "$work/right.conf" ticket change 2 cause "no fault" >/dev/null
check "and its documents go out" "$mailserver" wait "$work/mail" zhao 1 20
report feng "Still there?" "Are you?"
sed 's/template = "record"/template = "recrod"/' "$work/right.conf" > "$work/faultline.conf"
kill -HUP "$daemon"
check "so is one that names a template which is not there" wait_for 10 grep -q 'reload-refused.*did you mean "record"' "$work/log"
cp "$work/right.conf" "$work/faultline.conf"
kill -HUP "$daemon"
check "a right one is taken" wait_for 10 grep -q result=reloaded "$work/log"
check "nothing was lost meanwhile" wait_for 20 "$faultline" ticket show 3

cat > "$work/pass.py" <<'X'
import os, socket, sys
for fd in os.pipe()[0], os.open("/dev/zero", os.O_RDONLY):
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(10)
    client.connect(sys.argv[1])
    socket.send_fds(client, [b'{"do":"deliver"}\n'], [fd])
    print(client.recv(4096).decode())
X
is "a mail that is no file is refused" "$("$PYTHON3" "$work/pass.py" "$work/control" | grep -c '"code":75')" 2
like "and the daemon goes on" "$("$faultline" status)" 'daemon +running'

before=$(ticket 3 respond_by)
sed -i 's/respond = "4h"/respond = "5h"/' "$work/faultline.conf"
kill -HUP "$daemon"
check "a reload with other limits moves the clocks" wait_for 10 grep -q 'event=replanned' "$work/log"
is "of open tickets" "$(ticket 3 respond_by)" "$(date -u -d "$before + 1 hour" +%Y-%m-%dT%H:%M:%SZ)"
like "and says so in their history" "$("$faultline" ticket log 3)" 'clock +desk +respond: '

stop_desk
like "it ends when it is told to" "$(tail -n 3 "$work/log")" stopping
like "and status says so" "$("$faultline" status)" 'not running'
is "the command line works without it" "$("$faultline" ticket change 1 priority urgent)" "priority urgent: Priority: Urgent."

# Eleven reports are twenty-two mails, two over what the bucket holds.
sed -i 's/^submission {/submission {  rate = 20/' "$work/faultline.conf"
i=0
while [ $i -lt 11 ]; do
	i=$((i + 1))
	printf 'From: feng@corp.example\r\nSubject: s%s\r\nMessage-ID: <%s@pc>\r\n\r\ntext\r\n' $i $i |
		"$faultline" deliver --now "2030-01-01 00:00" 2>>"$work/log"
done
timeout 60 "$faultline" run --once --now "2030-01-01 00:01" 2>>"$work/log"
is "a rate limit is waited for by the real clock" $? 0
is "and all is sent" "$("$faultline" outbox list --json)" ""
done_testing

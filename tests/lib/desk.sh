# desk.sh: what system tests share; sourced. A private mail server, a desk against it, people who
# write and read, and TAP. Every server ends with the test.
set -u
: "${TOP_SRCDIR:?run by make check}" "${TOP_BUILDDIR:?}"
: "${PYTHON3:=python3}"
mailserver=$TOP_SRCDIR/tests/lib/mailserver
faultline=$TOP_BUILDDIR/faultline
test_name=$(basename "$0" .sh)
: "${desk:=desk}" # the mailbox that people write to
work=$(mktemp -d "${TMPDIR:-/tmp}/faultline-$test_name.XXXXXX")
chmod 755 "$work"
daemon=
n_tests=0

cleanup()
{
	stop_desk
	[ ! -d "$work/mail" ] || "$mailserver" stop "$work/mail"
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# ---- TAP ----------------------------------------------------------------------------------

ok() { n_tests=$((n_tests + 1)); echo "ok $n_tests - $1"; }
not_ok()
{
	n_tests=$((n_tests + 1))
	echo "not ok $n_tests - $1"
	shift
	printf '%s\n' "$@" | sed 's/^/# /'
	sed 's/^/# log: /' "$work/log" 2>/dev/null | tail -n 15
}
# check DESCRIPTION COMMAND…: ok if the command succeeds.
check() { what=$1; shift; if out=$("$@" 2>&1); then ok "$what"; else not_ok "$what" "$* → $out"; fi; }
# is DESCRIPTION GOT WANTED
is() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "got:    $2" "wanted: $3"; fi; }
# like DESCRIPTION GOT PATTERN: an extended regular expression anywhere in it.
like() { if printf '%s\n' "$2" | grep -Eq -- "$3"; then ok "$1"; else not_ok "$1" "got:    $2" "wanted: $3"; fi; }
unlike() { if printf '%s\n' "$2" | grep -Eq -- "$3"; then not_ok "$1" "got:    $2" "unwanted: $3"; else ok "$1"; fi; }
done_testing() { echo "1..$n_tests"; }
skip_all() { echo "1..0 # SKIP $*"; echo "$test_name: SKIP: $*" >&2; exit 77; }

# ---- servers and desk ---------------------------------------------------------------------

# start_mail [OPTION…] [USER…]: the users are desk alice bob bot and the given ones.
start_mail()
{
	options=
	while [ "${1#--}" != "${1:-}" ]; do options="$options $1 $2"; shift 2; done
	# shellcheck disable=SC2086
	"$mailserver" start --while $$ --limit "${LIMIT:-900}" $options "$work/mail" "$@" >"$work/mail.log" 2>&1
	case $? in
	0) . "$work/mail/env" ;;
	77) skip_all "dovecot and exim4 are not installed" ;;
	*) sed 's/^/# /' "$work/mail.log"; echo "Bail out! the mail server did not start"; exit 1 ;;
	esac
}

# write_config: the company of the tests; more settings come from standard input.
write_config()
{
	echo secret > "$work/password"
	chmod 600 "$work/password"
	{
		cat <<X
desk {
    name = "IT Service Desk"  address = "desk@corp.example"  domains = {"corp.example"}
    timezone = "Asia/Shanghai"  alerts = {"zhao"}
}
mailbox "desk" {
    url = "imaps://localhost:${IMAPS_PORT:-1}"  user = "desk"  password-file = "password"
    ca-file = "${CA:-/dev/null}"  trusted-authserv = {"mx.corp.example"}
}
submission {
    url = "smtp://localhost:${SUBMISSION_PORT:-1}"  user = "bot"  password-file = "password"
    ca-file = "${CA:-/dev/null}"
}
store { path = "desk.db" }
person "wang" { name = "Wang Lei"  address = "wang@corp.example"  roles = {"engineer"}  language = "zh_CN" }
person "li"   { name = "Li Na"     address = "li@corp.example"    roles = {"engineer"} }
person "zhao" { name = "Zhao Min"  address = "zhao@corp.example"  roles = {"manager"} }
team "helpdesk" { members = {"li"}    manager = "zhao" }
team "network"  { members = {"wang"}  manager = "zhao" }
tier 1 { name = "first line"   team = "helpdesk" }
tier 2 { name = "second line"  team = "network" }
category "network" { label = {"zh_CN: 网络"}  match = {"network", "vpn", "网络"}  team = "network" }
priority "urgent" { label = {"en: Urgent", "zh_CN: 紧急"}  rank = 1  respond = "15min"  resolve = "4h"  warn = {"80%"} }
priority "normal" { label = {"en: Normal", "zh_CN: 普通"}  rank = 2  respond = "4h"     resolve = "3d" }
rule "nobody can work" { text = {"nobody can work", "无法上班"}  set-priority = "urgent" }
X
		cat
	} > "$work/faultline.conf"
	FAULTLINE_CONFIG=$work/faultline.conf
	export FAULTLINE_CONFIG
}

once() { "$faultline" run --once "$@" 2>>"$work/log"; }

start_desk()
{
	"$faultline" run >/dev/null 2>>"$work/log" &
	daemon=$!
	wait_for 10 grep -q result=ready "$work/log"
}
stop_desk()
{
	[ -n "$daemon" ] || return 0
	kill "$daemon" 2>/dev/null
	wait "$daemon" 2>/dev/null
	daemon=
}
# wait_for SECONDS COMMAND…: until it succeeds.
wait_for()
{
	tries=$(($1 * 10)); shift
	while [ $tries -gt 0 ]; do
		"$@" >/dev/null 2>&1 && return 0
		sleep 0.1
		tries=$((tries - 1))
	done
	return 1
}

# ---- people -------------------------------------------------------------------------------

mail_number=0
# report USER SUBJECT TEXT: a plain mail to the desk.
report()
{
	mail_number=$((mail_number + 1))
	{
		printf 'From: %s <%s@corp.example>\r\nTo: %s@corp.example\r\n' "$1" "$1" "$desk"
		printf 'Subject: %s\r\n' "$2"
		printf 'Message-ID: <%s.%s@pc.corp.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0800\r\n' "$mail_number" "$test_name"
		printf 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n' "$3"
	} > "$work/report.eml"
	send "$1" "$work/report.eml"
}
# send USER FILE: as USER, with a login, to the desk; it has arrived when this returns.
send()
{
	before=$("$mailserver" count "$work/mail" "$desk")
	"$mailserver" send "$work/mail" "$2" "$1@corp.example" "$desk@corp.example" &&
		"$mailserver" wait "$work/mail" "$desk" $((before + 1)) 20
}
# answer USER TEXT [SUBJECT]: USER answers the last mail that he got (whose subject has SUBJECT).
answer()
{
	"$mailserver" read "$work/mail" "$1" > "$work/mbox"
	"$PYTHON3" "$TOP_SRCDIR/tests/lib/reply.py" --mbox "$work/mbox" --from "$1 <$1@corp.example>" \
		--subject "${3:-}" "$2" > "$work/reply.eml" && send "$1" "$work/reply.eml"
}
# last_mail USER [SUBJECT]: headers and decoded text of the last mail that he got (whose subject has
# SUBJECT).
last_mail()
{
	"$mailserver" read "$work/mail" "$1" > "$work/mbox"
	"$PYTHON3" - "$work/mbox" "${2:-}" <<'P'
import email, email.policy, mailbox, sys
mails = [email.message_from_bytes(raw.as_bytes(), policy=email.policy.default)
         for raw in mailbox.mbox(sys.argv[1])]
mails = [m for m in mails if sys.argv[2] in m["Subject"]]
if mails:
    m = mails[-1]
    for name, value in m.items(): print("%s: %s" % (name, " ".join(str(value).split())))
    print()
    print(m.get_body(preferencelist=("plain",)).get_content())
    for part in m.iter_attachments(): print("[attachment %s %d]" % (part.get_filename(), len(part.get_content())))
P
}
mails() { "$mailserver" count "$work/mail" "$1"; }

# ticket N KEY: a value out of ticket show --json.
ticket()
{
	"$faultline" ticket show "$1" --json 2>&1 | "$PYTHON3" -c '
import json, sys
value = json.load(sys.stdin)
for key in sys.argv[1].split("."): value = value[key]
print("null" if value is None else value)' "$2"
}

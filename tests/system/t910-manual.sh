#!/bin/sh
# The manual: every page is well-formed, and every command, option and JSON key of the program stands
# in faultline(1), in --help, and in the completion. No network.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
command -v mandoc >/dev/null || skip_all "mandoc is not installed: the manual pages are NOT checked"
cli=$TOP_SRCDIR/src/cli
page=$work/faultline.1
words=$work/words

for file in "$TOP_SRCDIR"/man/*.[1-8]; do
	is "$(basename "$file") is well-formed" "$(mandoc -T lint -W warning "$file" 2>&1)" ""
done

# As it is read, without bold and underlined letters; its words one on a line.
mandoc -T ascii "$TOP_SRCDIR/man/faultline.1" | sed 's/.\x08//g' > "$page"
tr -c 'a-z_-' '\n' < "$page" | sort -u > "$words"
help=$("$faultline" --help)
is "--help ends well" $? 0

# lacks FILE WORD…: those that are no word of it.
lacks() { file=$1; shift; for word; do grep -qx -- "$word" "$file" || printf '%s ' "$word"; done; }
commands=$(sed -n 's/^	{ "\([a-z]*\)", cmd_.*/\1/p' "$cli/main.c")
options=$(sed -n 's/^		{ "\([a-z]*\)", .*G_OPTION_ARG.*/\1/p' "$cli"/*.c | sort -u)
verbs=$(sed -n 's/.*verbs\[\] = { \(.*\), NULL };/\1/p' "$cli"/*.c | tr -cs 'a-z' ' ')

# Every key that the program prints about a ticket, a held mail, the outbox, itself and a mail.
write_config </dev/null
mail()
{
	printf 'From: %s\r\nSubject: VPN\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\n' "$1" "$1"
	printf 'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nIt is down.\r\n'
	printf -- '--x\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\na\r\n--x--\r\n'
}
mail feng@corp.example > "$work/feng.eml"
for from in feng@corp.example eve@else.example; do mail $from | "$faultline" deliver 2>>"$work/log"; done
"$faultline" ticket change 1 cause dust >/dev/null 2>>"$work/log"
printed=$({
	"$faultline" explain --json "$work/feng.eml"
	"$faultline" ticket show 1 --json
	"$faultline" ticket log 1 --json
	"$faultline" outbox list --json
	"$faultline" quarantine list --json
	"$faultline" status --json
} 2>>"$work/log")
keys=$(printf '%s\n' "$printed" | "$PYTHON3" -c '
import json, sys
def keys(value):
	if isinstance(value, list):
		for item in value: yield from keys(item)
	if isinstance(value, dict):
		for key, inner in value.items():
			yield key
			# names of facts and of states are told of in faultline-commands(7)
			if key not in ("facts", "tickets"): yield from keys(inner)
print("\n".join(sorted({key for line in sys.stdin for key in keys(json.loads(line))})))')

# The tables were found at all: else nothing below could fail.
like "commands are found" "$commands" '^status$'
like "options are found" "$options" '^nagios$'
for key in visible_text unproven last_code mailbox oldest_due evidence; do
	like "JSON keys are found: $key" "$keys" "^$key\$"
done
like "verbs are found" "$verbs" 'release'

for command in $commands; do
	like "$command is in --help" "$help" "^  $command +[a-z]"
	like "$command has its item in the manual" "$(cat "$page")" "^     $command( |$)"
	"$faultline" "$command" --help > "$work/out" 2>&1
	is "$command --help ends well" $? 0
done
# shellcheck disable=SC2086
{
	is "every verb is in the manual" "$(lacks "$words" $verbs)" ""
	is "every option is in the manual" "$(lacks "$words" $(printf -- '--%s ' $options))" ""
	is "every JSON key is in the manual" "$(lacks "$words" $keys)" ""
	tr -c 'a-z-' '\n' < "$TOP_SRCDIR/contrib/bash-completion/faultline" > "$words"
	is "the completion knows every command, verb and option" \
		"$(lacks "$words" $commands $verbs $(printf -- '--%s ' $options))" ""
}
done_testing

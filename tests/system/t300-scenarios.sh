#!/bin/sh
# Every scenario of tests/scenarios comes out as it says, every policy that is shipped is well, and
# what cannot be rehearsed says why. No network, no store.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
scenarios=$TOP_SRCDIR/tests/scenarios

policies=$TOP_SRCDIR/etc/policies

for file in "$scenarios"/*.scenario "$scenarios"/*/*.scenario; do
	check "$(basename "$file" .scenario)" "$faultline" rehearse -q "$file"
done
for file in "$policies"/*.conf; do
	name=$(basename "$file")
	said=$("$faultline" -c "$file" check 2>&1)
	is "$name is well" $? 0
	unlike "and nothing about it is doubtful" "$said" warning
	[ "$name" = company.conf ] ||
		check "and it is rehearsed" grep -q "^policy .*/etc/policies/$name\$" "$scenarios"/regulations/*.scenario
done

cp "$scenarios"/*.conf "$scenarios"/*.ics "$work"
chmod u+w "$work"/*.conf # distcheck makes the sources read-only
echo 'store { path = "kept.db" }' >> "$work/company.conf"
# play NAME: the scenario of standard input; $code and $out are what came of it.
play()
{
	{ printf 'policy desk.conf\nat 2026-11-23 09:00\n'; cat; } > "$work/$1.scenario"
	out=$("$faultline" rehearse "$work/$1.scenario" 2>&1)
	code=$?
}

play fails <<'X'
mail from zhang@corp.example subject "VPN drops"
expect ticket 1 state accepted team network
expect limit respond of 1 due 09:30
expect mail to zhang@corp.example contains "received" "no such words"
expect no mail to wang
expect entry of 1 contains "frobnication"
expect fact cause of 1 is "dust"
expect tickets 2
expect ticket 2 state new
expect limit resolve of 1 running
X
is "expectations that fail" "$code" 1
like "with file and line" "$out" '/fails\.scenario:4: failed: expect ticket 1 state accepted'
like "and what happened instead" "$out" 'state is "new"'
unlike "but not what is right" "$out" 'team is'
like "a limit in words" "$out" 'respond is running, began .* 09:00:00, due .* 13:00:00; it is 4 hours, by priority "normal"'
like "a mail's missing words" "$out" 'lacks "no such words"'
like "and its text" "$out" '\| FL#1, new: we have received your report\.'
like "a mail that should not be" "$out" '1 such mail was sent'
like "the entries" "$out" '#1 by zhang@corp\.example'
like "an unknown fact" "$out" 'cause is not known'
like "how many tickets" "$out" 'there are 1'
like "no such ticket" "$out" 'no ticket 2'
like "the others are still looked at" "$out" 'ok: expect limit resolve of 1 running'
like "and counted" "$out" 'FAILED: 8 of 9 expectations'

play answers <<'X'
reply by li to 1
  | /accept
expect tickets 0
X
is "an answer to a mail that nobody got" "$code" 1
like "says so" "$out" 'answers\.scenario:3: failed: reply by li to 1'

mkdir -p "$work/templates/en"
printf 'Subject: [{{tag}}] Accepted\n\nAnswer /approve 7-x2abc or no.\n' > "$work/templates/en/accepted.md"
play code <<'X'
mail from zhang@corp.example subject "VPN drops"
reply by wang to 1
  | /accept
reply by zhang@corp.example to 1 template accepted
  | It says CODE, not CODES.
expect entry of 1 contains "It says 7-x2abc, not CODES."
X
is "CODE is the code of the mail that is answered" "$code" 0
rm -r "$work/templates"

play names <<'X'
mail from zhagn subject "x"
mail from wagn subject "x"
mail file absent.eml
expect mail to wang template recieved
expect ticket 1 priority urgnet assignee lee tier 7
at 08:00
expect no mail to nobody@@corp.example
X
is "names that nobody has" "$code" 65
like "each with its place" "$out" 'names\.scenario:3: there is no person "zhagn"'
like "and what was meant" "$out" ':4: there is no person "wagn" \(did you mean "wang"\?\)'
like "a file" "$out" ':5: there is no file .*absent\.eml'
like "a notice" "$out" ':6: .*"recieved" \(did you mean "received"\?\)'
like "a value" "$out" ':7: there is no priority "urgnet" \(did you mean "urgent"\?\)'
like "a tier" "$out" ':7: there is no tier 7'
like "a clock that goes backwards" "$out" ':8: the clock goes forward only, and it is 2026-11-23 09:00'
like "an address" "$out" ':9: .* no address'
unlike "nothing was played" "$out" 'ok:'

echo "expect tickets 0" | play empty
play words <<'X'
expct tickets 0
X
is "a word that is none" "$code" 65
like "with place and suggestion" "$out" 'words\.scenario:3: .*did you mean "expect"'
play nothing </dev/null
is "no expectation at all" "$code" 65
like "is said" "$out" 'nothing\.scenario:2: nothing is expected'
"$faultline" rehearse "$work/empty.scenario" >/dev/null 2>&1
is "nothing happens, as expected" $? 0
"$faultline" rehearse "$work/absent.scenario" 2>/dev/null
is "a file that is not there" $? 65
"$faultline" rehearse 2>/dev/null
is "no file" $? 64

"$faultline" rehearse -q "$work/empty.scenario" "$work/answers.scenario" >/dev/null 2>&1
is "the worst of several" $? 1
"$faultline" rehearse -q "$work/words.scenario" "$work/answers.scenario" "$work/empty.scenario" >/dev/null 2>&1
is "wherever it stands" $? 65

{ cat "$scenarios/company.conf"; printf 'document "a" { on = {"opened"}  to = {"reporter"}  template = "recrod" }\n'; } > "$work/company.conf"
out=$("$faultline" rehearse "$work/empty.scenario" 2>&1)
is "a template that is not there" $? 78
like "with its place too" "$out" 'company\.conf:[0-9]+: document "a": .*"recrod" \(did you mean "record"\?\)'
out=$("$faultline" -c "$work/company.conf" check 2>&1)
is "nor does check let it pass" $? 78
like "which says the same" "$out" 'company\.conf:[0-9]+: document "a": .*"recrod"'
sed 's/timezone/timezoen/' "$scenarios/company.conf" > "$work/company.conf"
out=$("$faultline" rehearse "$work/empty.scenario" 2>&1)
is "a policy that is wrong" $? 78
like "with its own place" "$out" 'company\.conf:[0-9]+: .*did you mean "timezone"'
is "nothing is left behind" "$(find "$work" -name 'kept.db*')" ""
done_testing

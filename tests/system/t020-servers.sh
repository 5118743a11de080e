#!/bin/sh
# Servers that refuse: wrong password, a certificate that does not verify, a mailbox that does not
# exist, nobody there. Each says so with its exit code, and loses nothing.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
start_mail --authserv mx.corp.example feng wang li zhao
write_config </dev/null
good=$work/faultline.conf
try() { "$faultline" -c "$work/try.conf" "$@" >"$work/out" 2>&1; echo $?; }

echo wrong > "$work/wrong"; chmod 600 "$work/wrong"
sed '/^mailbox/,/^}/s/"password"/"wrong"/' "$good" > "$work/try.conf"
is "a wrong IMAP password" "$(try run --once)" 77
like "is named as such" "$(cat "$work/out")" 'mailbox .desk'
is "check --online says it too" "$(try check --online)" 77
sed '/^submission/,/^}/s/"password"/"wrong"/' "$good" > "$work/try.conf"
report feng "Printer" "It smokes"
is "a wrong SMTP password" "$(try run --once)" 77
is "the ticket is there all the same" "$(ticket 1 subject)" Printer
is "and its mails wait" "$("$faultline" outbox list --json | wc -l | tr -d ' ')" 2

sed "s#ca-file = .*/ca.pem#ca-file = \"/etc/ssl/certs/ca-certificates.crt#" "$good" > "$work/try.conf"
is "an unknown certificate" "$(try run --once)" 69
like "with what to do about it" "$(cat "$work/out")" 'ca-file'
sed 's/localhost:/127.0.0.2:/' "$good" > "$work/try.conf"
is "a certificate of another host, or nobody there" "$(try run --once)" 69
sed "s#imaps://localhost:$IMAPS_PORT#imaps://localhost:$IMAPS_PORT/Nowhere#" "$good" > "$work/try.conf"
is "a mailbox that does not exist" "$(try run --once)" 78
like "is named" "$(cat "$work/out")" 'Nowhere'
sed "s#imaps://localhost:$IMAPS_PORT#imaps://localhost:1#" "$good" > "$work/try.conf"
is "nobody there" "$(try run --once)" 69

chmod 644 "$work/password"
cp "$good" "$work/try.conf"
is "a password that others can read" "$(try run --once)" 78
chmod 600 "$work/password"

cat > "$work/print-password" <<'X'
#!/bin/sh
echo secret
X
chmod 755 "$work/print-password"
sed "s#password-file = \"password\"#password-command = {\"$work/print-password\"}#" "$good" > "$work/try.conf"
is "a password by command" "$(try run --once)" 0
is "and all is sent" "$("$faultline" outbox list --json)" ""
is "the reporter has his answer" "$(mails feng)" 1

printf '%s\n' "From: feng@corp.example" "Subject: to nobody" "Message-ID: <n@pc>" "" "text" > "$work/m.eml"
"$faultline" ticket change 1 accept >/dev/null
"$faultline" ticket change 1 cc reject5@corp.example >/dev/null
"$faultline" ticket change 1 assign li >/dev/null
once
answer li "Answered."
once
once
like "a refused recipient is told to the assignee" "$(last_mail li "Not delivered")" 'reject5@corp\.example'
like "and written on the ticket" "$("$faultline" ticket log 1)" 'undelivered.*reject5'
like "and kept in the outbox" "$("$faultline" outbox list)" 'failed.*reject5'

password=$(cat "$work/password")
unlike "no password in the log" "$(cat "$work/log" "$work/out")" "$password"
done_testing

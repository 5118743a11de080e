#!/bin/sh
# The mailbox side on a real Dovecot: old mail at the first connection, a new UIDVALIDITY, \Seen by
# somebody else, large mails, many mails.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
start_mail --authserv mx.corp.example feng wang li zhao
# one sender, and more mails than one is allowed
write_config <<'X'
desk { sender-limit = 0  acknowledge-limit = 0  recipient-limit = 0 }
X
maildir=$work/mail/mail/desk/Maildir
put() { "$mailserver" put "$work/mail" desk "$@" >/dev/null; }
mail() { printf 'From: feng@corp.example\r\nTo: desk@corp.example\r\nSubject: %s\r\nMessage-ID: <%s@pc>\r\n\r\n%s\r\n' "$1" "$1" "$2"; }

mail old text > "$work/old.eml"
mail young text > "$work/young.eml"
put "$work/old.eml"
for f in "$maildir"/new/* "$maildir"/cur/*; do [ -f "$f" ] && touch -d '3 days ago' "$f"; done
put "$work/young.eml"
once
is "old mail is left alone at the first connection" "$("$faultline" ticket list all --json | wc -l | tr -d ' ')" 1
is "young mail is taken" "$(ticket 1 subject)" young
is "and the old one stays where it is" "$("$mailserver" count "$work/mail" desk)" 1

mail seen text > "$work/seen.eml"
put "$work/seen.eml"
for f in "$maildir"/new/*; do mv "$f" "$maildir/cur/$(basename "$f"):2,S"; done
once
is "mail that somebody has read is taken all the same" "$(ticket 2 subject)" seen

head -c 3000000 /dev/urandom | base64 > "$work/blob"
{
	printf 'From: feng@corp.example\r\nSubject: large\r\nMessage-ID: <large@pc>\r\nMIME-Version: 1.0\r\n'
	printf 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee film\r\n'
	printf -- '--b\r\nContent-Type: video/mp4; name=film.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n'
	sed 's/$/\r/' "$work/blob"
	printf -- '--b--\r\n'
} > "$work/large.eml"
put "$work/large.eml"
once
is "a large mail is a ticket" "$(ticket 3 subject)" large
last_mail li > "$work/got"
like "its attachment travels" "$(cat "$work/got")" 'attachment film\.mp4 3000000'

is "so far" "$("$faultline" ticket list all --json | wc -l | tr -d ' ')" 3
mail before text > "$work/before.eml"
put "$work/before.eml"
# A restored mailbox: the server numbers everything anew.
"$mailserver" stop "$work/mail"
find "$maildir" -name 'dovecot*' -exec rm -f {} +
"$mailserver" resume --while $$ "$work/mail" >/dev/null
cp "$work/mail/mail/desk/Maildir/.Processed/cur/"* "$maildir/cur/" 2>/dev/null
cp "$work/mail/mail/desk/Maildir/.Processed/new/"* "$maildir/cur/" 2>/dev/null
once
is "a new UIDVALIDITY: what is new is taken" "$(ticket 4 subject)" before
is "what was known is not taken again" "$("$faultline" ticket list all --json | wc -l | tr -d ' ')" 4

sed -i 's/alerts = /max-message = "1M"  alerts = /' "$work/faultline.conf"
sed 's/large/huge/g' "$work/large.eml" > "$work/huge.eml"
put "$work/huge.eml"
once
is "what is too large opens no ticket" "$("$faultline" ticket list all --json | wc -l | tr -d ' ')" 4
like "and is answered" "$(last_mail feng)" 'too large'
is "and filed" "$("$mailserver" count "$work/mail" desk)" 1

mkdir "$work/many"
# In the middle of what is fetched in ranges.
sed 's/large/giant/g' "$work/large.eml" > "$work/many/150.5.eml"
i=0
while [ $i -lt 300 ]; do i=$((i + 1)); mail "m$i" "text $i" > "$work/many/$i.eml"; done
put "$work"/many/*.eml
once
is "three hundred at once" "$("$faultline" ticket list all --json | wc -l | tr -d ' ')" 304
like "one that is too large among them is answered" "$("$faultline" outbox list --all --json | grep -c too-large)" '^2$'
is "are all filed; the old one stays" "$("$mailserver" count "$work/mail" desk)" 1
is "and answered" "$("$faultline" outbox list --json)" ""
done_testing

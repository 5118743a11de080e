#!/usr/bin/env python3
"""Answers a mail as a mail program would: quotes its ids, and its text below the new one.

usage: reply.py --mbox FILE --from "Name <a@b>" [--subject TEXT] [--charset utf-8] TEXT < nothing

Takes the last mail of the mbox (whose subject holds TEXT of --subject, if given) and prints the
answer on standard output, to whoever the Reply-To or From field names.
"""
import argparse
import email
import email.header
import email.message
import email.policy
import email.utils
import mailbox
import sys


def decoded(value):
    return str(email.header.make_header(email.header.decode_header(value or "")))


def body(message):
    part = message.get_body(preferencelist=("plain",))
    return part.get_content() if part else ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mbox", required=True)
    parser.add_argument("--from", dest="sender", required=True)
    parser.add_argument("--subject", default="")
    parser.add_argument("--charset", default="utf-8")
    parser.add_argument("text")
    options = parser.parse_args()

    found = None
    for raw in mailbox.mbox(options.mbox):
        message = email.message_from_bytes(raw.as_bytes(), policy=email.policy.default)
        if options.subject in decoded(raw["Subject"]):
            found = message
    if found is None:
        sys.exit("reply.py: no such mail in " + options.mbox)

    answer = email.message.EmailMessage(policy=email.policy.SMTP)
    answer["From"] = options.sender
    answer["To"] = str(found["Reply-To"] or found["From"])
    subject = decoded(found["Subject"])
    answer["Subject"] = subject if subject.lower().startswith("re:") else "Re: " + subject
    answer["Date"] = email.utils.localtime()
    answer["Message-ID"] = email.utils.make_msgid(domain="pc.corp.example")
    own = str(found["Message-ID"])
    answer["In-Reply-To"] = own
    answer["References"] = (str(found["References"] or "") + " " + own).strip()
    quoted = "".join("> " + line + "\n" for line in body(found).splitlines())
    text = options.text.replace("\\n", "\n")
    answer.set_content(text + "\n\nOn Monday, " + str(found["From"].addresses[0].display_name or "the desk")
                       + " wrote:\n" + quoted, charset=options.charset)
    sys.stdout.buffer.write(answer.as_bytes())


main()

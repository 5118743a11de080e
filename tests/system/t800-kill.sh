#!/bin/sh
# SIGKILL at random moments after the desk is ready, while mail flows in: no mail is lost or
# doubled as a ticket, no acknowledgement is missing, and a mail that went out twice is the same
# mail: same Message-ID, same bytes. KILLS and MAILS may be set for longer runs.
. "${TOP_SRCDIR:?}/tests/lib/desk.sh"
KILLS=${KILLS:-200}
MAILS=${MAILS:-500}
start_mail --authserv mx.corp.example feng wang li zhao
# one sender, and all that he sends is answered at once
write_config <<'X'
desk { sender-limit = 0  acknowledge-limit = 0  recipient-limit = 0 }
X

cat > "$work/kill.py" <<'P'
import collections, email, email.policy, glob, json, os, random, re, signal, subprocess, sys, threading, time
work, faultline, mailserver, kills, mails = sys.argv[1:4] + [int(n) for n in sys.argv[4:6]]
mail_dir = work + "/mail"
os.makedirs(work + "/in", exist_ok=True)
for n in range(mails):
    with open("%s/in/%04d.eml" % (work, n), "wb") as f:
        f.write(("From: Feng <feng@corp.example>\r\nTo: desk@corp.example\r\nSubject: Fault %04d\r\n"
                 "Message-ID: <kill-%04d@pc.corp.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0800\r\n\r\n"
                 "The thing number %d is broken.\r\n" % (n, n, n)).encode())

killing = threading.Event()
def feed():
    files = sorted(glob.glob(work + "/in/*.eml"))
    for i in range(0, len(files), 5):
        subprocess.run([mailserver, "put", mail_dir, "desk"] + files[i:i + 5], check=True, stdout=subprocess.DEVNULL)
        time.sleep(0.02 if not killing.is_set() else 0.3)
random.seed(os.environ.get("SEED"))
killing.set()
feeder = threading.Thread(target=feed); feeder.start()

done = 0
log = open(work + "/log", "ab")
while done < kills:
    daemon = subprocess.Popen([faultline, "run"], stderr=subprocess.PIPE)
    ready = False
    while True:
        line = daemon.stderr.readline()
        log.write(line)
        if b"result=ready" in line: ready = True; break
        if not line: break
    if not ready:
        print("# the desk did not become ready: see the log"); sys.exit(1)
    drain = threading.Thread(target=lambda pipe=daemon.stderr: [log.write(l) for l in pipe]); drain.start()
    time.sleep(random.expovariate(1 / 0.15))
    daemon.send_signal(signal.SIGKILL)
    daemon.wait(); drain.join()
    done += 1
killing.clear()
feeder.join()
# What was being sent at a kill is of unknown fate, and tried again a quarter of an hour later.
for hours in range(1, 6):
    later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600 * hours))
    subprocess.run([faultline, "run", "--once", "--now", later], stderr=log, check=True)
log.flush()

def lines(*args):
    out = subprocess.run([faultline] + list(args), stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(l) for l in out.splitlines()]
tickets = lines("ticket", "list", "all", "--json")
subjects = collections.Counter(t["subject"] for t in tickets)
def box(user):
    return [open(f, "rb").read() for f in glob.glob("%s/mail/%s/Maildir/*/*" % (mail_dir, user))
            if re.search(r"/(new|cur)/", f)]
def essence(raw):   # what we sent: without what the servers put in front
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    head = re.sub(rb"(?mi)^(return-path|delivered-to|received|envelope-to|delivery-date|authentication-results):.*\n([ \t].*\n)*", b"", head + b"\n")
    return head + b"\n" + body
copies = collections.defaultdict(list)
for raw in box("feng") + box("wang") + box("li"):
    copies[re.search(rb"(?mi)^message-id: *(<[^>]*>)", raw).group(1)].append(essence(raw))
acknowledged = collections.Counter(re.search(rb"Fault (\d+)", c[0]).group(1) for c in copies.values() if b"Auto-Submitted: auto-replied" in c[0])
doubled = sum(len(c) - 1 for c in copies.values())
different = sum(1 for c in copies.values() if len(set(c)) > 1)
print("tickets", len(tickets))
print("distinct", len(subjects))
print("acknowledged", len(acknowledged))
print("acknowledged_twice", sum(1 for n in acknowledged.values() if n > 1))
print("doubled", doubled)
print("doubled_allowed", "yes" if doubled <= kills * 2 else "no")
print("different", different)
print("waiting", len(lines("outbox", "list", "--json")))
P
"$PYTHON3" "$work/kill.py" "$work" "$faultline" "$mailserver" "$KILLS" "$MAILS" > "$work/result" 2>&1
is "the killing came to its end" $? 0
sed 's/^/# /' "$work/result"
value() { sed -n "s/^$1 //p" "$work/result"; }
is "$MAILS mails, $MAILS tickets" "$(value tickets)" "$MAILS"
is "none twice" "$(value distinct)" "$MAILS"
is "no acknowledgement is missing" "$(value acknowledged)" "$MAILS"
is "none was written twice" "$(value acknowledged_twice)" 0
is "at most one doubled mail a kill and connection" "$(value doubled_allowed)" yes
is "and those are the same mail" "$(value different)" 0
is "nothing waits" "$(value waiting)" 0
is "the mailbox is empty" "$("$mailserver" count "$work/mail" desk)" 0
is "all is filed" "$("$mailserver" count "$work/mail" desk/Processed)" "$MAILS"
done_testing

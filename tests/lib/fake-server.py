#!/usr/bin/env python3
"""fake-server.py [options] TRANSCRIPT: a server that plays one written conversation.

It listens on a free loopback port with TLS, prints "PORT n", plays TRANSCRIPT and ends: 0 when
all of it was played, 1 with the first difference on standard error. It always ends by itself
after --limit seconds, and needs nothing but Python's standard library.

A transcript is a text file; "#" begins a comment line, blank lines are skipped.

  S: TEXT          send TEXT and CR LF
  S- TEXT          send TEXT alone
  S<< WORD         send the lines up to one that is WORD, each with CR LF
  S< FILE          send the bytes of FILE (beside the transcript), line ends made CR LF
  C: REGEX         the client's next line must match REGEX as a whole
  literal [FILE]   read the bytes that the last line of the client announced with {N} or {N+}
  body [FILE]      read mail data until the line "." (FILE: keep them as they came, in --out)
  unfinished       read until the client closes; the line "." must not come
  include FILE     the steps of FILE (beside the transcript)
  block NAME WORD  name the lines up to WORD, for {@NAME}
  tls              turn to TLS now (with --clear: the answer to STARTTLS)
  refused          the client must break off in TLS's handshake, or after it without a word
                   (first, or after again or tls)
  eof              the client must close the connection now
  close            close the connection (TLS's farewell included)
  reset            reset the connection
  again            close the connection if it is open, and accept the next one
  silence SECONDS  say nothing; ends early when the client goes away
  cut N            of the next thing sent, send only N bytes and close

In TEXT, \\1 ... \\9 and \\g<name> are the groups of the client's lines (numbers: of the last
line that had any), \\r \\n \\t \\0 \\\\ and \\xNN are bytes, and {@FILE} is an IMAP literal: {N},
CR LF and the N bytes of FILE, or of the block of that name. Every line of the client must
end in CR LF: a bare CR or LF is a difference.
"""

import argparse
import os
import re
import signal
import socket
import ssl
import struct
import sys

ESCAPE = re.compile(rb"\\(?:([1-9])|g<(\w+)>|x([0-9A-Fa-f]{2})|([rnt0\\]))")
ESCAPES = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"0": b"\0", b"\\": b"\\"}
LITERAL = re.compile(rb"\{@([^}]+)\}")


class Difference(Exception):
    """The client did something else than the transcript says."""


class Closed(Exception):
    """The connection has ended."""


class Step:
    def __init__(self, place, verb, text, lines=()):
        self.place, self.verb, self.text, self.lines = place, verb, text, lines


SAY = {"S:", "S-", "S<<", "S<"}
VERBS = SAY | {"C:", "include", "literal", "body", "unfinished", "block", "tls", "refused", "eof", "close", "reset", "again",
               "silence", "cut"}


def until(lines, word, number):
    """The lines up to WORD, without it."""
    taken = []
    for _, line in lines:
        if line == word:
            return taken
        taken.append(line)
    raise SystemExit("line %d: no end %r" % (number, word))


def read_transcript(path):
    """The steps of a transcript."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = iter(list(enumerate(file.read().replace("\r\n", "\n").split("\n"), 1)))
    steps = []
    for number, line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        verb, _, text = line.partition(" ")
        if verb not in VERBS:
            raise SystemExit("%s:%d: unknown verb %r" % (path, number, verb))
        taken = ()
        if verb == "include":
            steps += read_transcript(os.path.join(os.path.dirname(path), text.strip()))
            continue
        if verb == "S<<":
            taken = until(lines, text.strip(), number)
        elif verb == "block":
            text, word = text.split()
            taken = until(lines, word, number)
        steps.append(Step("%s:%d" % (path, number), verb, text, taken))
    return steps


def crlf(data):
    return re.sub(rb"\r?\n", b"\r\n", data)


class Player:
    def __init__(self, options):
        self.options = options
        self.folder = os.path.dirname(os.path.abspath(options.transcript))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(options.cert, options.key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.log = open(options.log, "wb", buffering=0) if options.log else None
        self.socket = None
        self.buffer = b""
        self.line = b""
        self.groups = {}
        self.blocks = {}
        self.cut = None
        self.refusal = False  # is the next handshake to fail?

    # the connection

    def note(self, mark, data):
        if self.log:
            for line in data.split(b"\n"):
                if line:
                    self.log.write(mark + line + b"\n")

    def accept(self):
        self.hang_up()
        self.socket, _ = self.listener.accept()
        self.note(b"# ", b"connected")
        self.buffer = b""
        if not self.options.clear:
            self.start_tls()

    def start_tls(self):
        if self.buffer:
            raise Difference("the client sent %r before TLS was there" % self.buffer)
        try:
            self.socket = self.context.wrap_socket(self.socket, server_side=True)
        except (ssl.SSLError, OSError) as problem:
            if not self.refusal:
                raise Closed("TLS: %s" % problem) from None
            self.socket.close()
            self.socket = None

    def hang_up(self):
        if self.socket is None:
            return
        try:
            if isinstance(self.socket, ssl.SSLSocket):
                self.socket.settimeout(0.2)
                self.socket = self.socket.unwrap()
        except (OSError, ValueError):
            pass
        self.socket.close()
        self.socket = None

    def fill(self):
        if self.socket is None:
            raise Closed("there is no connection")
        try:
            more = self.socket.recv(65536)
        except OSError as problem:
            raise Closed(str(problem)) from None
        if not more:
            raise Closed("the client closed the connection")
        self.buffer += more
        self.note(b"< ", more)

    def read_until(self, end):
        start = 0
        while True:
            at = self.buffer.find(end, start)
            if at >= 0:
                data, self.buffer = self.buffer[: at + len(end)], self.buffer[at + len(end):]
                return data
            start = max(0, len(self.buffer) - len(end))
            self.fill()

    def read_bytes(self, count):
        while len(self.buffer) < count:
            self.fill()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def send(self, data):
        if self.socket is None:
            raise Difference("cannot send: there is no connection")
        cut, self.cut = self.cut, None
        data = data if cut is None else data[:cut]
        self.note(b"> ", data)
        try:
            self.socket.sendall(data)
        except OSError as problem:
            raise Closed(str(problem)) from None
        if cut is not None:
            self.hang_up()

    # what a transcript says

    def keep(self, name, data):
        if name and self.options.out:
            with open(os.path.join(self.options.out, os.path.basename(name)), "wb") as file:
                file.write(data)

    def content(self, name):
        if name in self.blocks:
            return self.blocks[name]
        with open(os.path.join(self.folder, name), "rb") as file:
            return crlf(file.read())

    def expand(self, text):
        def escape(match):
            number, name, code, letter = match.groups()
            if number or name:
                return self.groups.get((number or name).decode()) or b""
            return bytes([int(code, 16)]) if code else ESCAPES[letter]

        # Split first: the bytes of a literal are sent as they are.
        parts = LITERAL.split(text.encode("utf-8"))
        for i in range(0, len(parts), 2):
            parts[i] = ESCAPE.sub(escape, parts[i])
        for i in range(1, len(parts), 2):
            data = self.content(parts[i].decode())
            parts[i] = b"{%d}\r\n%s" % (len(data), data)
        return b"".join(parts)

    def play_send(self, step):
        if step.verb == "S<<":
            self.send("".join(line + "\r\n" for line in step.lines).encode("utf-8"))
        elif step.verb == "S<":
            self.send(self.content(step.text.strip()))
        else:
            self.send(self.expand(step.text) + (b"\r\n" if step.verb == "S:" else b""))

    def play_line(self, step):
        try:
            line = self.read_until(b"\n")
        except Closed as end:
            raise Difference("expected %r, but %s (unread: %r)"
                             % (step.text, end, self.buffer)) from None
        self.line = line[:-2]
        if not line.endswith(b"\r\n") or b"\r" in self.line:
            raise Difference("a line with a bare CR or LF: %r" % line)
        match = re.fullmatch(step.text.encode("utf-8"), self.line)
        if not match:
            raise Difference("expected %r, got %r" % (step.text, self.line))
        self.groups.update(match.groupdict())
        if match.groups():
            self.groups = {k: v for k, v in self.groups.items() if not k.isdigit()}
            self.groups.update({str(i): g for i, g in enumerate(match.groups(), 1)})

    def play_body(self, step):
        data = b""
        while not data.endswith(b"\r\n.\r\n") and data != b".\r\n":
            line = self.read_until(b"\n")
            if not line.endswith(b"\r\n") or b"\r" in line[:-2] or b"\0" in line:
                raise Difference("mail data with a bare CR, LF or NUL: %r" % line)
            data += line
        self.keep(step.text.strip(), data[:-3])

    def play_unfinished(self, step):
        try:
            while True:
                self.fill()
        except Closed:
            pass
        if re.search(rb"(?:^|\n)\.\r?\n", self.buffer):
            raise Difference("a mail that should have been broken off was ended")
        self.hang_up()

    def play_literal(self, step):
        match = re.search(rb"\{(\d+)\+?\}$", self.line)
        if not match:
            raise Difference("the line announces no literal: %r" % self.line)
        self.keep(step.text.strip(), self.read_bytes(int(match.group(1))))

    def play_eof(self, step):
        try:
            self.fill()
        except Closed:
            self.hang_up()
            return
        raise Difference("expected the end, got %r" % self.buffer)

    def play_refused(self, step):
        # Some clients look at the name in a certificate only when the handshake is over.
        if self.socket is not None:
            self.play_eof(step)

    def play_silence(self, step):
        if self.socket is None:
            return
        # Not the alarm clock of --limit: a time-out on the socket.
        self.socket.settimeout(float(step.text))
        try:
            while True:
                self.fill()
        except Closed:
            pass
        if self.socket:
            self.socket.settimeout(None)

    def play_reset(self, step):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Without TLS's farewell: the descriptor is taken out of the TLS object.
        socket.socket(fileno=self.socket.detach()).close()
        self.socket = None

    def play(self, step):
        if step.verb in SAY:
            self.play_send(step)
        elif step.verb == "block":
            self.blocks[step.text] = "".join(x + "\r\n" for x in step.lines).encode("utf-8")
        elif step.verb == "cut":
            self.cut = int(step.text)
        elif step.verb == "tls":
            self.start_tls()
        elif step.verb == "close":
            self.hang_up()
        elif step.verb == "again":
            self.accept()
        else:
            {"C:": self.play_line, "literal": self.play_literal, "body": self.play_body,
             "unfinished": self.play_unfinished,
             "refused": self.play_refused, "eof": self.play_eof, "silence": self.play_silence,
             "reset": self.play_reset}[step.verb](step)


def main():
    parser = argparse.ArgumentParser(usage="fake-server.py [options] TRANSCRIPT")
    parser.add_argument("transcript")
    parser.add_argument("--cert", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--clear", action="store_true", help="no TLS before \"tls\"")
    parser.add_argument("--out", help="folder for the FILEs of body and literal")
    parser.add_argument("--log", help="what was received and sent, as it came")
    parser.add_argument("--limit", type=int, default=60, help="seconds; then it ends")
    options = parser.parse_args()

    steps = read_transcript(options.transcript)
    player = Player(options)
    where = [""]

    def over(*_):
        sys.stderr.write("%s: the time is over here\n" % where[0])
        sys.stderr.flush()
        os._exit(1)

    signal.signal(signal.SIGALRM, over)
    signal.signal(signal.SIGTERM, over)
    signal.alarm(options.limit)
    print("PORT %d" % player.listener.getsockname()[1], flush=True)
    try:
        for i, step in enumerate([Step(options.transcript, "again", "")] + steps):
            where[0] = step.place
            player.refusal = steps[i:i + 1] and steps[i].verb == "refused"
            player.play(step)
        player.hang_up()
    except (Difference, Closed) as problem:
        sys.stderr.write("%s: %s\n" % (where[0], problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

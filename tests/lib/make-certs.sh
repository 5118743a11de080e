#!/bin/sh
# make-certs.sh DIR: certificates for tests, one of each kind that a client must tell apart.
#
#	ca.pem           the test authority
#	good.pem/.key    by it, for localhost and 127.0.0.1
#	expired.pem/.key likewise, but its time is over
#	wrong.pem/.key   by it, for another host
#	self.pem/.key    for localhost, signed by itself
#
# The keys are good for nothing but tests; they are made anew for each run.
set -eu

[ $# -eq 1 ] || { echo "usage: make-certs.sh DIR" >&2; exit 64; }
command -v openssl >/dev/null || { echo "make-certs.sh: SKIP: openssl is not installed" >&2; exit 77; }
umask 077
mkdir -p "$1"
cd "$1"
exec 3>&2 2>make-certs.log
trap 'status=$?; [ $status -eq 0 ] || { echo "make-certs.sh: failed:"; cat make-certs.log; } >&3' EXIT

# One file serves all commands, so that the system's openssl.cnf has no say.
cat >openssl.cnf <<'X'
[req]
distinguished_name = name
prompt = no
[name]
CN = localhost
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[local]
subjectAltName = DNS:localhost,IP:127.0.0.1
extendedKeyUsage = serverAuth
basicConstraints = CA:FALSE
[elsewhere]
subjectAltName = DNS:mail.elsewhere.example
extendedKeyUsage = serverAuth
basicConstraints = CA:FALSE
[ca]
default_ca = test
[test]
database = index.txt
serial = serial.txt
new_certs_dir = .
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
X
: >index.txt
echo 1000 >serial.txt

# key NAME: a new private key.
key()
{
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out "$1.key"
}

# self_signed NAME SECTION SUBJECT
self_signed()
{
	key "$1"
	openssl req -config openssl.cnf -x509 -new -key "$1.key" -subj "$3" -days 3650 \
		-extensions "$2" -out "$1.pem"
}

# issue NAME SECTION [FROM TO]: signed by the authority. "ca" is used for its dates.
issue()
{
	key "$1"
	openssl req -config openssl.cnf -new -key "$1.key" -out "$1.csr"
	openssl ca -config openssl.cnf -batch -notext -cert ca.pem -keyfile ca.key \
		-extensions "$2" -startdate "${3:-20200101000000Z}" \
		-enddate "${4:-20450101000000Z}" -in "$1.csr" -out "$1.pem" >/dev/null
	rm "$1.csr"
}

self_signed ca authority "/CN=Test Authority"
issue good local
issue expired local 20200101000000Z 20200201000000Z
issue wrong elsewhere
self_signed self local "/CN=localhost"
rm -f index.txt* serial.txt* openssl.cnf [0-9]*.pem make-certs.log
chmod 644 ./*.pem

/*
 * A scripted server for tests: tests/lib/fake-server.py plays a transcript on a free
 * loopback port; its head says what a transcript may hold. Certificates are made anew by
 * each test program. Where Python or openssl is missing, the test is skipped.
 */
#pragma once

#include <glib.h>

typedef struct Fake Fake;

/*
 * Plays TRANSCRIPT (a path) with the certificate CERTIFICATE ("good" "expired" "wrong"
 * "self"). CLEAR: TLS begins only at the transcript's "tls". NULL: the test was marked as
 * skipped and must return.
 */
Fake *fake_start(const char *transcript, const char *certificate, gboolean clear);
int fake_port(const Fake *fake);

/* Waits until it has ended. NULL if the whole transcript was played, else the difference.
 * Own. */
char *fake_finish(Fake *fake);

/* What body and literal kept under NAME. Own; NULL if there is no such file. */
char *fake_kept(const Fake *fake, const char *name, gsize *length);

/* Ends it if it still runs, and removes its files. */
void fake_free(Fake *fake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fake, fake_free)

/* The authority that signed "good", "expired" and "wrong". Foreign; NULL if openssl is
 * missing. */
const char *fake_authority(void);

/* At the end of main(): removes the certificates. */
void fake_clean_up(void);

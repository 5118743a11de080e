/*
 * Starts and asks tests/lib/mailserver, the private Dovecot and exim. It ends with the test
 * program, whatever becomes of that.
 */
#pragma once

#include <glib.h>

/* A new one in a temporary folder. Own; NULL: the test was marked as skipped and must
 * return. */
char *mailserver_start(void);

/* Stops it and removes all of it. */
void mailserver_end(char *folder /* own */);

/* "mailserver COMMAND FOLDER WORDS…"; WORDS end with NULL. The test fails if that fails. */
void mailserver_call(const char *command, const char *folder, const char *const *words);

/* What FOLDER/env says. Own. */
char *mailserver_setting(const char *folder, const char *name);

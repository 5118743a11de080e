/* The program's one error domain. */
#pragma once

#include <glib.h>

/*
 * What a caller, or the shell, acts on. The values are those of <sysexits.h>, so an error
 * that reaches main() is also the exit code. A message says what failed, where, and what
 * to do; context is put in front on the way up with g_prefix_error().
 */
typedef enum {
	DESK_ERROR_USAGE = 64,       /* the words of the command line */
	DESK_ERROR_DATA = 65,        /* input that cannot be read: a mail, a scenario, a database */
	DESK_ERROR_UNAVAILABLE = 69, /* a server that does not answer, or answers nonsense */
	DESK_ERROR_SOFTWARE = 70,    /* a promise broken inside the program */
	DESK_ERROR_IO = 74,          /* disk full, failed fsync, SQLite's I/O errors */
	DESK_ERROR_LATER = 75,       /* not now: try the same again */
	DESK_ERROR_LOGIN = 77,       /* the server refused name or password */
	DESK_ERROR_CONFIG = 78,      /* the configuration; the message begins with file:line */
} DeskError;

#define DESK_ERROR desk_error_quark()
GQuark desk_error_quark(void);

/* The exit code for ERROR: its code in this domain, 70 for any other domain, 0 for NULL. */
int error_exit_code(const GError *error);

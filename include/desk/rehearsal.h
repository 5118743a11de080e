/*
 * Plays a scenario (core/scenario) through the daemon's own intake, scheduler and core: on a
 * virtual clock, with the store in memory, and with mails kept instead of sent. It reads the
 * scenario, its policies and what they name, and touches nothing else.
 */
#pragma once

#include <glib.h>

typedef struct {
	guint expectations, failed;
	guint mails; /* that the desk sent */
} RehearsalScore;

typedef enum {
	REHEARSAL_STORY,   /* what happens */
	REHEARSAL_MET,     /* an expectation that holds */
	REHEARSAL_FAILURE, /* one that does not: "FILE:LINE: …", and what happened instead */
} RehearsalNote;

/* Hears the transcript, one line at a time, not escaped for terminals. */
typedef void (*RehearsalTell)(RehearsalNote note, const char *line, gpointer data);

/*
 * Plays FILE to its end, failed expectations or not: SCORE tells. FALSE if it could not be
 * played: MISTAKES (own Mistake) has what is wrong with the scenario, and ERROR is
 * DESK_ERROR_DATA with the first of them; or ERROR is what a policy or the store said.
 */
gboolean rehearsal_play(const char *file, RehearsalTell tell, gpointer data,
			RehearsalScore *score, GPtrArray *mistakes, GError **error);

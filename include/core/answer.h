/*
 * A reporter's plain words: yes, no, thanks, a score. The phrases are data, one file a language
 * (templates/LANGUAGE/answers); whoever answers may use any of them.
 */
#pragma once

#include <glib.h>

typedef struct Answers Answers;

Answers *answers_new(void); /* without any phrase: only scores are understood */
void answers_free(Answers *answers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Answers, answers_free)

/* Adds the phrases of LANGUAGE; sections that it had are replaced. FALSE: "FILE:LINE: …". */
gboolean answers_add(Answers *answers, const char *language, const char *file, const char *source,
		     GError **error);

typedef enum { ANSWER_NONE, ANSWER_YES, ANSWER_NO, ANSWER_THANKS, ANSWER_SCORE } Answer;

/*
 * A reporter's plain words: yes/no/1-5, 是/否/已解决/没有解决, thanks. The first line of VISIBLE that
 * is neither empty nor a greeting decides. A line that says both, asks,
 * or is not understood is ANSWER_NONE; nothing that holds a no is ever a yes. Mere politeness
 * ("ok", "好的") is ANSWER_THANKS. SCORE is set for ANSWER_SCORE.
 */
Answer answer_read(const Answers *answers, const char *visible, int *score);

/* Is LINE, without a line break, ANSWER_THANKS? Found out at less cost: most lines of a mail are
 * not. */
gboolean answer_is_thanks(const Answers *answers, const char *line);

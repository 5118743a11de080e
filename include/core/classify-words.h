/* The words by which a program's mail is told from a person's, for core/classify alone; as
 * text_fold() leaves them. */
#pragma once

#include "core/word-list.h"

extern const WordList words_reply_subjects; /* with a colon behind, or in brackets */
extern const WordList words_absence_heads;  /* with "re:" behind */
extern const WordList words_absence_words;
extern const WordList words_away_words;    /* its sender is away */
extern const WordList words_waiting_words; /* a challenge in the form of a failure report */
extern const WordList words_challenge_words;  /* the sender is asked who he is */
extern const WordList words_receipt_subjects; /* a receipt begins so … */
extern const WordList words_receipt_words;    /* … and says one of these */
extern const WordList
	words_bounce_subjects; /* a report on a mail that did not arrive begins so */
extern const WordList words_delay_words;
extern const WordList words_calendar_subjects; /* the answer to an invitation begins so */

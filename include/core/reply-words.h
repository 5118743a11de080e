/*
 * The words by which mail programs mark quotes, forwards and signatures, for
 * core/reply-line alone. Latin letters stand here small and without accents, as its fold()
 * leaves them.
 */
#pragma once

#include "core/word-list.h"

/* A line about a device begins with HEAD, and holds VERB ("" if the language needs none).
 */
typedef struct {
	const char *head, *verb;
} DeviceHead;

extern const WordList words_verbs; /* said by "X wrote:", whole words */
extern const WordList
	words_verbs_within;             /* the same where words are not parted by blanks */
extern const WordList words_intros;     /* the first words of "On Monday …" */
extern const WordList words_from_names; /* header names, without blanks */
extern const WordList words_sent_names;
extern const WordList words_to_names;
extern const WordList words_subject_names;
extern const WordList words_other_names;
extern const WordList words_originals;     /* between dashes, above what is quoted */
extern const WordList words_forwards;      /* between dashes, above what is passed on */
extern const WordList words_forward_lines; /* a whole line without dashes */
extern const WordList words_reply_above;   /* above it the answer is to be written */
extern const WordList words_device_words;  /* a device or a mail program */
extern const WordList words_closings;      /* a whole line, less punctuation */
extern const WordList words_card_heads;    /* before a number on a card; text_fold() */
extern const WordList words_legal_heads;   /* a paragraph begins so … */
extern const WordList
	words_legal_words; /* … and if it holds one of these, it is a disclaimer */
extern const WordList words_legal_hints; /* … or two of these */
extern const WordList words_banner_heads;
extern const WordList words_banner_mail;
extern const WordList words_banner_words;
extern const DeviceHead *const words_device_heads;
extern const gsize words_n_device_heads;

/*
 * The new text of a mail: what the person wrote now, without quote, signature, disclaimer
 * and "sent from my phone". For view and commands only: the whole text is always kept. If
 * nothing is left, nothing was a quote.
 */
#pragma once

#include "core/message.h"

/* Fills visible_text, hidden_text, forwarded and language of MESSAGE from its text, subject and
 * references: in a mail that answers nothing, pasted headers and ">" are no quote. */
void reply_split(Message *message);

/* The same for the bare text of an answer, valid UTF-8. VISIBLE and HIDDEN are own. */
void reply_split_text(const char *text, char **visible, char **hidden, gboolean *forwarded);

/* "zh_CN", "en", "ja", "ko", "de", …: a guess from TEXT's script and commonest words;
 * NULL if there is too little to tell. Static. */
const char *reply_language(const char *text);

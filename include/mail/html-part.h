/* The HTML part of an outgoing mail that offers answers to click on. */
#pragma once

#include "core/outmail.h"

/* A whole document: MAIL's text, escaped, and a mailto: link for each of its actions. Own. */
char *html_part(const OutMail *mail);

/* The form of a setting's value, by the type of the setting. */
#pragma once

#include "config/config.h"

#include <glib.h>

/* NULL if TEXT has the form of DOC's type, else what it should be. Own. */
char *form_problem(const SettingDoc *doc, const char *text);

/* 1 for yes, 0 for no, -1 if TEXT is neither. */
int form_yes(const char *text);
gboolean form_integer(const char *text, int *number);

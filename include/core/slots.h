/*
 * The inside of Slots (core/template.h): what the renderer sees of the values. Values are
 * data only; nothing in them is ever looked at for tags.
 */
#pragma once

#include "core/template.h"

typedef struct {
	char *text;        /* own; NULL: empty, a flag or a list */
	gboolean is_block; /* text has lines; else it is one line */
	gboolean is_set;   /* a flag that is TRUE */
	GPtrArray *items;  /* own Slots; NULL: no list */
} SlotValue;

/* The value NAME of SLOTS, else of the Slots that it is an item of. NULL if nobody has it.
 */
const SlotValue *slots_find(const Slots *slots, const char *name);

/* Does a section on VALUE (may be NULL) show? A set flag, a text or an item make it so. */
gboolean slot_value_is_true(const SlotValue *value);

/* Values for one rendering: texts, blocks, flags and lists of items by name. */
#include "core/slots.h"

#include <string.h>

#include "base/text.h"

struct Slots {
	const Slots *outer; /* foreign; NULL: not an item */
	GHashTable *values; /* own char* -> own SlotValue */
};

static void
slot_value_free(gpointer data)
{
	SlotValue *value = data;

	g_free(value->text);
	g_clear_pointer(&value->items, g_ptr_array_unref);
	g_free(value);
}

Slots *
slots_new(void)
{
	Slots *slots = g_new0(Slots, 1);

	slots->values =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, slot_value_free);
	return slots;
}

void
slots_free(Slots *slots)
{
	if (!slots)
		return;
	g_hash_table_destroy(slots->values);
	g_free(slots);
}

/* A fresh value NAME in place of an earlier one. An empty one is kept too: in an item it
 * hides the outer value of that name. */
static SlotValue *
slots_put(Slots *slots, const char *name)
{
	SlotValue *value = g_new0(SlotValue, 1);

	g_hash_table_replace(slots->values, g_strdup(name), value);
	return value;
}

void
slots_set(Slots *slots, const char *name, const char *value)
{
	slots_put(slots, name)->text = value && *value ? text_one_line(value) : NULL;
}

/* LF lines and valid UTF-8, without the empty lines at both ends; NULL if nothing is left.
 */
static char *
block_lines(const char *text)
{
	g_autofree char *valid = text_valid(text, strlen(text));
	g_autoptr(GString) lines = g_string_new(NULL);
	const char *start, *p;

	for (p = valid; *p; p++) {
		if (*p == '\r' && p[1] == '\n')
			continue;
		g_string_append_c(lines, *p == '\r' ? '\n' : *p);
	}
	while (lines->len && g_ascii_isspace(lines->str[lines->len - 1]))
		g_string_truncate(lines, lines->len - 1);
	for (start = p = lines->str; g_ascii_isspace(*p); p++)
		if (*p == '\n')
			start = p + 1;
	return *start ? g_strdup(start) : NULL;
}

void
slots_set_block(Slots *slots, const char *name, const char *text)
{
	SlotValue *value = slots_put(slots, name);

	value->is_block = TRUE;
	value->text = text ? block_lines(text) : NULL;
}

void
slots_set_flag(Slots *slots, const char *name, gboolean value)
{
	slots_put(slots, name)->is_set = value;
}

Slots *
slots_add_item(Slots *slots, const char *name)
{
	SlotValue *value = g_hash_table_lookup(slots->values, name);
	Slots *item = slots_new();

	if (!value || !value->items) {
		value = slots_put(slots, name);
		value->items = g_ptr_array_new_with_free_func((GDestroyNotify)slots_free);
	}
	item->outer = slots;
	g_ptr_array_add(value->items, item);
	return item;
}

const SlotValue *
slots_find(const Slots *slots, const char *name)
{
	for (; slots; slots = slots->outer) {
		const SlotValue *value = g_hash_table_lookup(slots->values, name);

		if (value)
			return value;
	}
	return NULL;
}

gboolean
slot_value_is_true(const SlotValue *value)
{
	return value && (value->is_set || (value->text && *value->text) ||
			 (value->items && value->items->len > 0));
}

/* A regulation's data: labels, and what it takes to free the rest. */
#include "core/regulation.h"

#include <string.h>

#include "base/text.h"

void
template_name_free(TemplateName *name)
{
	g_free(name->name);
	g_free(name->place);
	g_free(name->who);
	g_free(name);
}

/* Does TAG ("zh_CN") speak LANGUAGE ("zh", "zh_CN")? NULL speaks all. */
static gboolean
language_fits(const char *tag, const char *language)
{
	gsize base = strcspn(language, "_-");

	return g_ascii_strcasecmp(tag, language) == 0 ||
	       (g_ascii_strncasecmp(tag, language, base) == 0 &&
		strcspn(tag, "_-") == base);
}

const char *
label_text(const Label *label, const char *title, const char *language)
{
	const char *for_all = NULL;

	for (guint i = 0; label->texts && i + 1 < label->texts->len; i += 2) {
		const char *tag = label->texts->pdata[i];
		const char *text = label->texts->pdata[i + 1];

		if (!tag)
			for_all = text;
		else if (language && language_fits(tag, language))
			return text;
	}
	return for_all ? for_all : title;
}

gboolean
label_matches(const Label *label, const char *title, const char *word)
{
	if (text_same_word(title, word))
		return TRUE;
	for (guint i = 1; label->texts && i < label->texts->len; i += 2)
		if (text_same_word(label->texts->pdata[i], word))
			return TRUE;
	return FALSE;
}

void
label_clear(Label *label)
{
	g_clear_pointer(&label->texts, g_ptr_array_unref);
}

static void
fact_pair_free(FactPair *pair)
{
	g_free(pair->name);
	g_free(pair->value);
	g_free(pair);
}

FactPair *
fact_pair_new(const char *name, const char *value)
{
	FactPair *pair = g_new0(FactPair, 1);

	pair->name = g_strdup(name);
	pair->value = g_strdup(value);
	return pair;
}

GPtrArray *
fact_pairs_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)fact_pair_free);
}

void
which_clear(Which *which)
{
	for (guint i = 0; i < N_WHICH_LISTS; i++)
		g_clear_pointer(&which->lists[i], g_strfreev);
	g_clear_pointer(&which->facts, g_ptr_array_unref);
	g_clear_pointer(&which->same, g_free);
}

void
when_clear(When *when)
{
	g_clear_pointer(&when->on, g_strfreev);
	g_clear_pointer(&when->until, g_strfreev);
}

void
milestone_free(Milestone *milestone)
{
	g_free(milestone->title);
	label_clear(&milestone->label);
	g_free(milestone->after);
	g_strfreev(milestone->until);
	g_free(milestone);
}

void
escalation_free(Escalation *escalation)
{
	g_free(escalation->title);
	when_clear(&escalation->when);
	g_strfreev(escalation->to);
	g_free(escalation->template);
	g_free(escalation);
}

void
clocks_clear(Clocks *clocks)
{
	g_clear_pointer(&clocks->resolve_from, g_free);
	g_clear_pointer(&clocks->milestones, g_ptr_array_unref);
	g_clear_pointer(&clocks->escalations, g_ptr_array_unref);
}

void
gate_free(Gate *gate)
{
	g_strfreev(gate->require);
	g_strfreev(gate->approval);
	g_free(gate);
}

void
fact_value_free(FactValue *value)
{
	g_free(value->title);
	label_clear(&value->label);
	g_strfreev(value->match);
	g_free(value);
}

void
fact_spec_free(FactSpec *fact)
{
	g_free(fact->title);
	label_clear(&fact->label);
	g_strfreev(fact->match);
	g_ptr_array_unref(fact->regex);
	g_ptr_array_unref(fact->values);
	g_free(fact);
}

void
lookup_free(Lookup *lookup)
{
	g_free(lookup->title);
	g_free(lookup->by);
	g_strfreev(lookup->names);
	g_hash_table_unref(lookup->rows);
	g_free(lookup);
}

void
policy_file_free(PolicyFile *file)
{
	g_free(file->name);
	g_free(file->type);
	g_bytes_unref(file->bytes);
	g_free(file);
}

void
document_free(Document *document)
{
	g_free(document->title);
	label_clear(&document->label);
	which_clear(&document->which);
	when_clear(&document->when);
	g_strfreev(document->to);
	g_free(document->template);
	g_strfreev(document->facts);
	g_strfreev(document->ask);
	g_ptr_array_unref(document->attach);
	g_free(document);
}

void
monitor_free(Monitor *monitor)
{
	g_free(monitor->title);
	g_strfreev(monitor->from);
	g_ptr_array_unref(monitor->problem);
	g_ptr_array_unref(monitor->recovery);
	g_ptr_array_unref(monitor->host);
	g_ptr_array_unref(monitor->service);
	g_free(monitor);
}

void
schedule_free(Schedule *schedule)
{
	g_free(schedule->title);
	g_free(schedule->subject);
	g_free(schedule->text);
	g_free(schedule->category);
	g_free(schedule->system);
	g_free(schedule->priority);
	g_free(schedule->team);
	g_free(schedule);
}

void
report_free(Report *report)
{
	g_free(report->title);
	g_strfreev(report->to);
	g_free(report->template);
	which_clear(&report->which);
	g_free(report);
}

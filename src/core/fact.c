/* The facts that every installation knows. A policy adds more, and may add to these. */
#include "core/fact.h"

#include <string.h>

static const struct {
	const char *title;
	const char *en, *zh;
	const char *match[4]; /* further names in a labelled line */
	FactType type;
	gboolean from_mail;
} built_in[] = {
	{ "symptom", "Symptom", "现象", { "故障现象", "问题描述" }, FACT_TEXT, TRUE },
	{ "since", "Since", "发生时间", { "故障时间" }, FACT_MOMENT, TRUE },
	{ "impact", "Impact", "影响", { "对工作的影响" }, FACT_TEXT, TRUE },
	{ "contact", "Contact", "联系方式", { "联系电话" }, FACT_TEXT, TRUE },
	{ "place", "Place", "地点", { "位置", "Location" }, FACT_TEXT, TRUE },
	{ "model", "Model", "型号", { "设备型号" }, FACT_TEXT, TRUE },
	{ "device", "Device", "设备编号", { NULL }, FACT_TEXT, TRUE },
	{ "cause", "Cause", "原因", { NULL }, FACT_TEXT, FALSE },
	{ "plan", "Repair plan", "修复方案", { "Plan" }, FACT_TEXT, FALSE },
	{ "rollback", "Rollback", "回退", { NULL }, FACT_TEXT, FALSE },
	{ "fix", "Fix", "措施", { NULL }, FACT_TEXT, FALSE },
	{ "test", "Test", "测试", { NULL }, FACT_TEXT, FALSE },
	{ "prevention", "Prevention", "预防", { NULL }, FACT_TEXT, FALSE },
	{ "time", "Time", "工时", { NULL }, FACT_DURATION, FALSE },
	{ "parts", "Parts", "备件", { NULL }, FACT_LIST, FALSE },
	{ "score", "Score", "满意度", { NULL }, FACT_TEXT, FALSE },
	{ "comment", "Comment", "意见", { NULL }, FACT_TEXT, FALSE },
	{ "reference", "Reference", "外部编号", { NULL }, FACT_LIST, FALSE },
	{ "due", "Due", "期限", { NULL }, FACT_MOMENT, FALSE },
	{ "host", "Host", "主机", { NULL }, FACT_TEXT, FALSE },
	{ "service", "Service", "服务", { NULL }, FACT_TEXT, FALSE },
};

static void
add_text(Label *label, const char *language, const char *text)
{
	g_ptr_array_add(label->texts, g_strdup(language));
	g_ptr_array_add(label->texts, g_strdup(text));
}

FactSpec *
fact_spec_new(const char *title)
{
	FactSpec *fact = g_new0(FactSpec, 1);

	fact->title = g_strdup(title);
	fact->label.texts = g_ptr_array_new_with_free_func(g_free);
	fact->match = g_new0(char *, 1);
	fact->regex = g_ptr_array_new_with_free_func((GDestroyNotify)regex_free);
	fact->values = g_ptr_array_new_with_free_func((GDestroyNotify)fact_value_free);
	return fact;
}

GPtrArray *
fact_specs_new(void)
{
	GPtrArray *facts = g_ptr_array_new_with_free_func((GDestroyNotify)fact_spec_free);

	for (guint i = 0; i < G_N_ELEMENTS(built_in); i++) {
		FactSpec *fact = fact_spec_new(built_in[i].title);

		add_text(&fact->label, "en", built_in[i].en);
		add_text(&fact->label, "zh", built_in[i].zh);
		g_strfreev(fact->match);
		fact->match = g_strdupv((char **)built_in[i].match);
		fact->type = built_in[i].type;
		fact->from_mail = built_in[i].from_mail;
		fact->built_in = TRUE;
		g_ptr_array_add(facts, fact);
	}
	return facts;
}

static const FactSpec *
find_spec(const Policy *policy, const char *name)
{
	for (guint i = 0; i < policy->facts->len; i++) {
		const FactSpec *fact = policy->facts->pdata[i];

		if (strcmp(fact->title, name) == 0)
			return fact;
	}
	return NULL;
}

const char *
fact_label(const Policy *policy, const char *name, const char *language)
{
	const FactSpec *fact = find_spec(policy, name);

	return fact ? label_text(&fact->label, fact->title, language) : name;
}

gint64
fact_moment(const Policy *policy, const Ticket *ticket, const char *name)
{
	const char *value = ticket_fact(ticket, name);
	g_autofree char *full = value && strlen(value) == strlen("2026-11-23")
					? g_strconcat(value, " 00:00", NULL)
					: g_strdup(value);
	gint64 at;

	return full && instant_parse(full, policy->desk.zone, &at, NULL) ? at : 0;
}

char *
fact_words(const Policy *policy, const Ticket *ticket, const char *name,
	   const char *language)
{
	const FactSpec *fact = find_spec(policy, name);
	const char *known = ticket_fact(ticket, name);
	Duration duration;

	if (!known || !fact)
		return g_strdup(known);
	for (guint i = 0; i < fact->values->len; i++) {
		const FactValue *value = fact->values->pdata[i];

		if (strcmp(value->title, known) == 0)
			return g_strdup(label_text(&value->label, value->title, language));
	}
	if (fact->type == FACT_DURATION && duration_parse(known, &duration, NULL))
		return duration_words(&duration, language);
	return g_strdup(known);
}

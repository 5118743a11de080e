/*
 * What a scenario says of its policies, looked at before anything is played: a name that
 * nobody has must not make "expect no mail" come true.
 */
#include "desk/rehearsal-private.h"

#include <string.h>

#include "base/text.h"
#include "config/source.h"
#include "core/notice.h"

typedef struct {
	const Rehearsal *rehearsal;
	const Policy *policy;
	const TemplateSet *templates;
	GPtrArray *mistakes;
	gint64 now; /* the virtual clock; 0 before the first time */
} Checker;

static void
complain_unknown(const Checker *checker, const Step *step, const char *what,
		 const char *word, GPtrArray *names)
{
	const char *meant;

	g_ptr_array_add(names, NULL);
	meant = text_suggest(word, (const char *const *)names->pdata);
	mistake_add(checker->mistakes, step->line, "there is no %s \"%s\"%s%s%s", what,
		    word, meant ? " (did you mean \"" : "", meant ? meant : "",
		    meant ? "\"?)" : "");
}

/* The titles of a list of the policy, whose elements all begin with theirs. */
static GPtrArray *
titles_of(const GPtrArray *list)
{
	GPtrArray *titles = g_ptr_array_new();

	for (guint i = 0; i < list->len; i++)
		g_ptr_array_add(titles, *(char **)list->pdata[i]);
	return titles;
}

static void
check_who(const Checker *checker, const Step *step, const char *who)
{
	g_autoptr(GPtrArray) titles = NULL;

	if (policy_person(checker->policy, who))
		return;
	if (strchr(who, '@')) {
		if (!address_is_sendable(who))
			mistake_add(checker->mistakes, step->line,
				    "\"%s\" is no address that mail can be sent to", who);
		return;
	}
	titles = titles_of(checker->policy->persons);
	complain_unknown(checker, step, "person", who, titles);
}

/* ---- values of tickets ---- */

/* Keys whose values are titles; the structs in these lists begin with their title. */
static const struct {
	const char *key;
	gsize list; /* of Policy */
} titled_keys[] = {
	{ "priority", G_STRUCT_OFFSET(Policy, priorities) },
	{ "category", G_STRUCT_OFFSET(Policy, categories) },
	{ "system", G_STRUCT_OFFSET(Policy, systems) },
	{ "team", G_STRUCT_OFFSET(Policy, teams) },
	{ "assignee", G_STRUCT_OFFSET(Policy, persons) },
};

G_STATIC_ASSERT(G_STRUCT_OFFSET(Report, title) == 0);

G_STATIC_ASSERT(G_STRUCT_OFFSET(Priority, title) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(Category, title) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(System, title) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(Team, title) == 0);
G_STATIC_ASSERT(G_STRUCT_OFFSET(Person, title) == 0);

static gboolean
has_title(const GPtrArray *titles, const char *word)
{
	g_autofree char *folded = text_fold(word);

	for (guint i = 0; i < titles->len; i++) {
		g_autofree char *title = text_fold(titles->pdata[i]);

		if (strcmp(title, folded) == 0)
			return TRUE;
	}
	return FALSE;
}

static void
check_title(const Checker *checker, const Step *step, const char *key, const char *value)
{
	for (guint i = 0; i < G_N_ELEMENTS(titled_keys); i++) {
		g_autoptr(GPtrArray) titles = NULL;

		if (strcmp(titled_keys[i].key, key) != 0)
			continue;
		titles = titles_of(
			G_STRUCT_MEMBER(GPtrArray *, checker->policy, titled_keys[i].list));
		if (!has_title(titles, value))
			complain_unknown(checker, step, key, value, titles);
	}
}

static void
check_pairs(const Checker *checker, const Step *step)
{
	for (guint i = 0; i < step->pairs->len; i += 2) {
		const char *key = step->pairs->pdata[i];
		const char *value = step->pairs->pdata[i + 1];

		if (!value)
			continue;
		if (strcmp(key, "reporter") == 0)
			check_who(checker, step, value);
		else if (strcmp(key, "tier") == 0 &&
			 !policy_tier(checker->policy, atoi(value)))
			mistake_add(checker->mistakes, step->line, "there is no tier %s",
				    value);
		else
			check_title(checker, step, key, value);
	}
}

/* ---- the rest ---- */

static void
check_template(const Checker *checker, const Step *step)
{
	g_autoptr(GPtrArray) names = NULL;

	if (!step->template ||
	    template_set_find(checker->templates, "en", step->template) ||
	    policy_document(checker->policy, step->template))
		return;
	names = titles_of(checker->policy->reports);
	for (guint i = 0; i < names->len; i++)
		if (strcmp(names->pdata[i], step->template) == 0)
			return;
	for (guint i = 0; i < checker->policy->documents->len; i++)
		g_ptr_array_add(names,
				((Document *)checker->policy->documents->pdata[i])->title);
	for (guint i = 0; i < N_NOTICES; i++)
		g_ptr_array_add(names, (char *)notice_name(i));
	complain_unknown(checker, step, "template or notice", step->template, names);
}

static void
check_file(const Checker *checker, const Step *step)
{
	g_autofree char *path = source_path(checker->rehearsal->file, step->name);

	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
		mistake_add(checker->mistakes, step->line, "there is no file \"%s\"", path);
}

/* The clock does not depend on what happens, so it can be tried out. */
static void
check_clock(Checker *checker, const Step *step)
{
	gint64 at = checker->now + step->duration.seconds;

	if (step->kind == STEP_AT)
		at = step_instant(step, checker->policy->desk.zone, checker->now);
	if (at < checker->now) {
		g_autofree char *now =
			instant_local(checker->now, checker->policy->desk.zone);

		mistake_add(checker->mistakes, step->line,
			    "the clock goes forward only, and it is %s already: give "
			    "the day, or move this up",
			    now);
		return;
	}
	checker->now = at;
}

static void
check_step(Checker *checker, const Step *step)
{
	if (step->kind == STEP_AT || step->kind == STEP_AFTER)
		check_clock(checker, step);
	if (step->kind == STEP_MAIL_FILE)
		check_file(checker, step);
	if (step->who)
		check_who(checker, step, step->who);
	if (step->to && !address_is_sendable(step->to))
		mistake_add(checker->mistakes, step->line, "to: \"%s\" is no address",
			    step->to);
	check_template(checker, step);
	check_pairs(checker, step);
}

void
rehearsal_check(const Rehearsal *rehearsal, GPtrArray *mistakes)
{
	Checker checker = {
		.rehearsal = rehearsal,
		.policy = service_policy(rehearsal->service),
		.templates = rehearsal->service->templates,
		.mistakes = mistakes,
	};

	for (guint i = 0; i < rehearsal->steps->len; i++)
		check_step(&checker, rehearsal->steps->pdata[i]);
}

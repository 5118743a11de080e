/* Commands that touch no ticket: what there is, what there was, figures; and a report that is
 * written down for a caller. */
#include "core/perform-verbs.h"

#include <string.h>

#include "base/text.h"
#include "core/report-slots.h"
#include "core/similar.h"

#define LISTED_MAX 50
#define FOUND_MAX  10

static const Verb desk_verbs[] = { VERB_LIST, VERB_SEARCH, VERB_REPORT, VERB_FOR, VERB_HELP };

gboolean
perform_touches_none(Verb verb)
{
	for (guint i = 0; i < G_N_ELEMENTS(desk_verbs); i++)
		if (verb == desk_verbs[i])
			return TRUE;
	return FALSE;
}

gboolean
perform_is_desks(const CommandMail *commands)
{
	const Command *first = commands->commands->len ? commands->commands->pdata[0] : NULL;

	return first && first->spec && perform_touches_none(first->spec->verb);
}

static gboolean
refuse_without_reader(Performance *performance, char **result)
{
	if (performance->listed)
		return FALSE;
	*result = PERFORM_SAY(performance, "refused-only-by-mail", NULL, NULL);
	return TRUE;
}

/* ---- /list ---- */

typedef enum { LIST_ALL_OPEN, LIST_MINE, LIST_TEAM, LIST_LATE, N_LISTS } ListKind;

static const char *const list_words[N_LISTS][5] = {
	[LIST_ALL_OPEN] = { "" },
	[LIST_MINE] = { "mine", "my", "我的", "本人" },
	[LIST_TEAM] = { "team", "团队", "班组", "本组" },
	[LIST_LATE] = { "late", "overdue", "超时", "逾期" },
};

static gboolean
read_list(const char *word, ListKind *kind)
{
	g_autofree char *folded = text_fold(word);

	for (guint i = 0; i < N_LISTS; i++) {
		for (guint j = 0; list_words[i][j]; j++) {
			if (strcmp(folded, list_words[i][j]) != 0)
				continue;
			*kind = i;
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean
is_listed(const Performance *performance, ListKind kind, const Ticket *ticket)
{
	const Person *person = performance->person;
	const Team *team = policy_team(perform_policy(performance), ticket->team);
	gboolean is_mine = g_strcmp0(ticket->assignee, person->title) == 0;
	gboolean is_teams = team && (team->manager == person ||
				     g_ptr_array_find(team->members, person, NULL));

	switch (kind) {
	case LIST_MINE:
		return is_mine;
	case LIST_TEAM:
		return is_teams;
	case LIST_LATE:
		return report_is_late(ticket, perform_now(performance));
	default:
		return TRUE;
	}
}

gboolean
perform_list(Performance *performance, const Command *command, char **result)
{
	const Question question = { .type = ASK_OPEN };
	const Finding *finding = decision_ask(performance->decision, &question);
	g_autofree char *count = NULL;
	ListKind kind;
	guint before;

	if (refuse_without_reader(performance, result))
		return FALSE;
	if (!read_list(command->argument, &kind) || !performance->person) {
		*result = PERFORM_SAY(performance, "refused-list", "reason",
				      command->argument);
		return FALSE;
	}
	before = performance->listed->len;
	for (guint i = 0; i < finding->tickets->len; i++)
		if (is_listed(performance, kind, finding->tickets->pdata[i]))
			g_ptr_array_add(performance->listed, finding->tickets->pdata[i]);
	report_sort(performance->listed, perform_policy(performance));
	count = g_strdup_printf("%u", performance->listed->len - before);
	if (performance->listed->len > LISTED_MAX)
		g_ptr_array_set_size(performance->listed, LISTED_MAX);
	*result = PERFORM_SAY(performance, "done-list", "count", count);
	return TRUE;
}

/* ---- /search ---- */

gboolean
perform_search(Performance *performance, const Command *command, char **result)
{
	const Question question = { .type = ASK_SEARCH, .value = command->argument };
	const Finding *finding = decision_ask(performance->decision, &question);
	g_autoptr(GPtrArray) ranked = NULL;
	g_autofree char *count = NULL;

	if (refuse_without_reader(performance, result))
		return FALSE;
	/* every one of them has the words somewhere: the order alone is asked */
	ranked = similar_rank(command->argument, finding->tickets, -1, FOUND_MAX);
	for (guint i = 0; i < ranked->len; i++)
		g_ptr_array_add(performance->found, ranked->pdata[i]);
	count = g_strdup_printf("%u", finding->tickets->len);
	*result = PERFORM_SAY(performance, "done-search", "count", count);
	return TRUE;
}

/* ---- /report ---- */

static gboolean
refuse_report(Performance *performance, const Command *command, char **result)
{
	const GPtrArray *reports = perform_policy(performance)->reports;
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < reports->len; i++)
		perform_list_add(list, performance->language,
				 ((const Report *)reports->pdata[i])->title);
	*result = PERFORM_SAY(performance, "refused-no-report", "reason", command->argument,
			      "line", list->str);
	return FALSE;
}

/* The last full period, to him who asks. */
gboolean
perform_report(Performance *performance, const Command *command, char **result)
{
	const Policy *policy = perform_policy(performance);
	const Report *report = policy_report(policy, command->argument);
	g_autoptr(Address) to = NULL;
	g_auto(ReportPeriod) period = { 0 };
	ReportOrder order = { .report = report, .period = &period };

	if (refuse_without_reader(performance, result))
		return FALSE;
	if (!report)
		return refuse_report(performance, command, result);
	report_period_last(report->period, policy->desk.zone, perform_now(performance),
			   &period);
	to = address_new(NULL, performance->decision->actor);
	order.to = to;
	report_write(performance->decision, &order);
	*result = PERFORM_SAY(performance, "done-report", "name", report->title);
	return TRUE;
}

/* ---- /for ---- */

char *
perform_caller(const CommandMail *commands)
{
	for (guint i = 0; i < commands->commands->len; i++) {
		const Command *command = commands->commands->pdata[i];
		g_autofree char *word = NULL;

		if (!command->spec || command->spec->verb != VERB_FOR)
			continue;
		word = g_strndup(command->argument, strcspn(command->argument, " \t"));
		return address_is_sendable(word) ? g_ascii_strdown(word, -1) : NULL;
	}
	return NULL;
}

/* The ticket was opened for him before the lines were looked at. */
gboolean
perform_for(Performance *performance, const Command *command, char **result)
{
	const Ticket *ticket = performance->ticket;

	if (!performance->for_caller) {
		*result = PERFORM_SAY(performance, "refused-for", "reason",
				      command->argument);
		return FALSE;
	}
	*result = PERFORM_SAY(performance, "done-for", "recipient",
			      ticket->reporter->address);
	return TRUE;
}

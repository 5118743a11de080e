/* Who is meant: words of the language (3.2), persons, teams, suppliers, roles, addresses.
 */
#include <string.h>

#include "base/text.h"
#include "config/build.h"
#include "core/address.h"

/* Without a ticket only the last one means anybody: it is a role too. */
static const char *const ticket_words[] = { "reporter", "assignee", "watchers",
					    "team",     "supplier", "on-call",
					    "deputy",   "manager",  NULL };

static gboolean
is_role(const Policy *policy, const char *word)
{
	g_autoptr(GPtrArray) persons =
		g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

	return policy_add_role(policy, word, persons);
}

static gboolean
has_manager(const Policy *policy)
{
	for (guint i = 0; i < policy->teams->len; i++)
		if (((const Team *)policy->teams->pdata[i])->manager)
			return TRUE;
	return is_role(policy, "manager");
}

/* "did you mean": whoever has a title, the roles that are given, and the words. */
static char *
recipient_hint(const Build *build, const char *word, gboolean with_ticket)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	const Policy *policy = build->policy;

	for (guint i = 0; i < policy->persons->len; i++) {
		const Person *person = policy->persons->pdata[i];

		g_ptr_array_add(names, person->title);
		for (guint j = 0; person->roles[j]; j++)
			g_ptr_array_add(names, person->roles[j]);
	}
	for (guint i = 0; i < policy->teams->len; i++)
		g_ptr_array_add(names, ((const Team *)policy->teams->pdata[i])->title);
	for (guint i = 0; i < policy->suppliers->len; i++)
		g_ptr_array_add(names,
				((const Supplier *)policy->suppliers->pdata[i])->title);
	for (guint i = 0; with_ticket && ticket_words[i]; i++)
		g_ptr_array_add(names, (char *)ticket_words[i]);
	g_ptr_array_add(names, NULL);
	return problem_hint(word, (const char *const *)names->pdata);
}

/* "role" and "person" of `"x" is more than one of …`; how many things WORD names. */
static int
meanings_of(const Policy *policy, const char *word)
{
	return (policy_person(policy, word) != NULL) + (policy_team(policy, word) != NULL) +
	       (policy_supplier(policy, word) != NULL) + is_role(policy, word);
}

/* A word of the language; a role of its name ("manager") is no other meaning. */
static gboolean
check_word(Build *build, const Section *section, const char *option, const char *word)
{
	const Policy *policy = build->policy;

	if (meanings_of(policy, word) - is_role(policy, word) > 0) {
		build_error(build, section, option,
			    "%s: \"%s\" is a word of the language and a title: rename the "
			    "person, team or supplier",
			    option, word);
		return FALSE;
	}
	if (strcmp(word, "manager") == 0 && !has_manager(policy)) {
		build_error(build, section, option,
			    "%s: nobody is manager: give a team a manager, or a person the "
			    "role",
			    option);
		return FALSE;
	}
	return TRUE;
}

static gboolean
check_recipient(Build *build, const Section *section, const char *option, const char *word,
		gboolean with_ticket)
{
	const Policy *policy = build->policy;
	int meanings = meanings_of(policy, word);
	g_autofree char *address = NULL;
	g_autofree char *hint = NULL;

	if (with_ticket && g_strv_contains(ticket_words, word))
		return check_word(build, section, option, word);
	if (meanings == 1)
		return TRUE;
	if (meanings > 1) {
		build_error(build, section, option,
			    "%s: \"%s\" is more than one of person, team, supplier and "
			    "role: rename one of them",
			    option, word);
		return FALSE;
	}
	if (strchr(word, '@')) {
		address = build_address(build, section, option, word);
		return address != NULL;
	}
	hint = recipient_hint(build, word, with_ticket);
	build_error(build, section, option,
		    "%s: \"%s\" is no person, team, supplier, role or address%s", option,
		    word, hint);
	return FALSE;
}

char **
build_recipients(Build *build, const Section *section, const char *option,
		 gboolean with_ticket)
{
	g_auto(GStrv) written = section_list(section, option);
	GPtrArray *words = g_ptr_array_new();

	for (guint i = 0; written[i]; i++)
		if (check_recipient(build, section, option, written[i], with_ticket))
			g_ptr_array_add(words, g_strdup(written[i]));
	return build_strings(words);
}

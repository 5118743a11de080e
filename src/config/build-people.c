/* Persons, teams and suppliers. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"
#include "core/address.h"

/* ── persons ──────────────────────────────────────────────────────────────────────────────
 */

/* The key of a mail is bound to one person: an address must say who it is. */
static char **
person_addresses(Build *build, const Section *section)
{
	g_auto(GStrv) written = section_list(section, "address");
	GPtrArray *addresses = g_ptr_array_new();

	for (guint i = 0; written[i]; i++) {
		g_autofree char *address =
			build_address(build, section, "address", written[i]);
		const Person *other = policy_person_by_address(build->policy, address);

		if (!address)
			continue;
		if (other)
			build_error(build, section, "address",
				    "address: \"%s\" is person \"%s\"'s already", address,
				    other->title);
		else if (g_ptr_array_find_with_equal_func(addresses, address, g_str_equal,
							  NULL))
			build_error(build, section, "address",
				    "address: \"%s\" stands there twice", address);
		else
			g_ptr_array_add(addresses, g_steal_pointer(&address));
	}
	return build_strings(addresses);
}

/* Roles are free words; only what looks like a slip is worth a word. */
static void
check_roles(Build *build, const Section *section, const Person *person)
{
	static const char *const roles[] = { "engineer", "dispatcher", "manager",
					     "director", NULL };

	for (guint i = 0; person->roles[i]; i++) {
		const char *meant = g_strv_contains(roles, person->roles[i])
					    ? NULL
					    : text_suggest(person->roles[i], roles);

		if (meant)
			build_warning(
				build, section, "roles",
				"roles: \"%s\" gives no rights (did you mean \"%s\"?)",
				person->roles[i], meant);
	}
}

static gboolean
is_day(const char *text)
{
	gint64 year = g_ascii_strtoll(text, NULL, 10);

	if (strlen(text) != strlen("2026-12-14") || text[4] != '-' || text[7] != '-')
		return FALSE;
	for (guint i = 0; i < strlen(text); i++)
		if (i != 4 && i != 7 && !g_ascii_isdigit(text[i]))
			return FALSE;
	return g_date_valid_dmy(g_ascii_strtoll(text + 8, NULL, 10),
				g_ascii_strtoll(text + 5, NULL, 10), year);
}

static gboolean
is_span(const char *text)
{
	g_auto(GStrv) days = g_strsplit(text, "..", 2);

	if (!days[0] || !is_day(days[0]))
		return FALSE;
	return !days[1] || (is_day(days[1]) && strcmp(days[0], days[1]) <= 0);
}

static void
check_away(Build *build, const Section *section, const Person *person)
{
	for (guint i = 0; person->away[i]; i++)
		if (!is_span(person->away[i]))
			build_error(build, section, "away",
				    "away: \"%s\" is no day: write 2026-12-14 or "
				    "2026-12-14..2026-12-20",
				    person->away[i]);
}

/* 40 hexadecimal digits, or 64 of the newer keys; blanks and colons as programs show them. */
static char *
clean_fingerprint(const char *written)
{
	g_autofree char *clean = g_ascii_strup(written, -1);
	gsize length = 0;

	for (const char *c = clean; *c; c++)
		if (*c != ' ' && *c != ':')
			clean[length++] = *c;
	clean[length] = '\0';
	if ((length != 40 && length != 64) || clean[strspn(clean, "0123456789ABCDEF")])
		return NULL;
	return g_steal_pointer(&clean);
}

static const Person *
owner_of(const Policy *policy, const char *fingerprint)
{
	for (guint i = 0; i < policy->persons->len; i++) {
		const Person *person = policy->persons->pdata[i];

		if (g_strv_contains((const char *const *)person->fingerprints, fingerprint))
			return person;
	}
	return NULL;
}

static char **
person_fingerprints(Build *build, const Section *section)
{
	g_auto(GStrv) written = section_list(section, "fingerprint");
	GPtrArray *fingerprints = g_ptr_array_new();

	for (guint i = 0; written[i]; i++) {
		g_autofree char *clean = clean_fingerprint(written[i]);
		const Person *other = clean ? owner_of(build->policy, clean) : NULL;

		if (!clean)
			build_error(build, section, "fingerprint",
				    "fingerprint: \"%s\" is none: write the 40 digits that "
				    "gpg --fingerprint shows",
				    written[i]);
		else if (other)
			build_error(build, section, "fingerprint",
				    "fingerprint: \"%s\" is person \"%s\"'s already", clean,
				    other->title);
		else
			g_ptr_array_add(fingerprints, g_steal_pointer(&clean));
	}
	return build_strings(fingerprints);
}

static void
make_person(Build *build, const Section *section)
{
	Person *person = g_new0(Person, 1);
	const char *name = section_text(section, "name");

	person->title = g_strdup(section->title);
	person->name = g_strdup(name ? name : section->title);
	person->addresses = person_addresses(build, section);
	person->fingerprints = person_fingerprints(build, section);
	person->roles = section_list(section, "roles");
	person->language = build_language(build, section, "language");
	person->job = g_strdup(section_text(section, "title"));
	person->phone = g_strdup(section_text(section, "phone"));
	person->skills = section_list(section, "skills");
	person->deputy = g_strdup(section_text(section, "deputy"));
	person->away = section_list(section, "away");
	check_roles(build, section, person);
	check_away(build, section, person);
	/* the others rely on a first address */
	if (person->addresses[0])
		g_ptr_array_add(build->policy->persons, person);
	else
		person_free(person);
}

static gboolean
is_titled(const Build *build, const char *kind, const char *title)
{
	g_autofree const char **titles = section_titles(build->sections, kind);
	g_autofree char *wanted = text_fold(title);

	for (guint i = 0; titles[i]; i++) {
		g_autofree char *folded = text_fold(titles[i]);

		if (strcmp(folded, wanted) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The person that OPTION's WORD names; one that was refused itself is no second error. */
static const Person *
find_person(Build *build, const Section *section, const char *option, const char *word)
{
	const Person *person = policy_person(build->policy, word);

	if (!person && !is_titled(build, "person", word))
		build_unknown(build, section, option, "person", word);
	return person;
}

/* What refers to persons or sections that may stand further down. */
static void
complete_person(Build *build, const Section *section)
{
	const char *deputy = section_text(section, "deputy");
	const Person *person = policy_person(build->policy, section->title);
	g_auto(GStrv) skills = section_list(section, "skills");

	for (guint i = 0; skills[i]; i++)
		if (!is_titled(build, "category", skills[i]))
			build_unknown(build, section, "skills", "category", skills[i]);
	if (deputy && find_person(build, section, "deputy", deputy) == person && person)
		build_error(build, section, "deputy", "deputy: is the person himself");
}

/* ── teams ────────────────────────────────────────────────────────────────────────────────
 */

static void
add_members(Build *build, const Section *section, Team *team, char **members)
{
	for (guint i = 0; members[i]; i++) {
		const Person *person = find_person(build, section, "members", members[i]);

		if (person && g_ptr_array_find(team->members, person, NULL))
			build_error(build, section, "members",
				    "members: \"%s\" stands there twice", members[i]);
		else if (person)
			g_ptr_array_add(team->members, (Person *)person);
	}
}

/* turn and turn-from belong together. */
static void
set_turns(Build *build, const Section *section, Team *team)
{
	const char *from = section_text(section, "turn-from");
	g_autoptr(GError) problem = NULL;

	team->turn = section_duration(section, "turn");
	if (from &&
	    !instant_parse(from, build->policy->desk.zone, &team->turn_from, &problem))
		build_error(build, section, "turn-from",
			    "turn-from: \"%s\" is no time: write \"2026-11-23 08:00\"",
			    from);
	if (from && !section_setting(section, "turn"))
		build_error(build, section, "turn-from",
			    "turn-from: needs turn, how long a turn is");
	if (!section_setting(section, "turn"))
		return;
	if (!from)
		build_error(build, section, "turn",
			    "turn: needs turn-from, when the first turn began: write "
			    "turn-from = \"2026-11-23 08:00\"");
	if (team->turn.seconds < 60)
		build_error(build, section, "turn",
			    "turn: \"%s\" is no turn: write \"1d\" or \"1w\"",
			    team->turn.written);
}

static void
make_team(Build *build, const Section *section)
{
	Team *team = g_new0(Team, 1);
	const char *manager = section_text(section, "manager");
	const char *address = section_text(section, "address");
	g_auto(GStrv) members = section_list(section, "members");

	team->title = g_strdup(section->title);
	team->members = g_ptr_array_new();
	add_members(build, section, team, members);
	if (manager)
		team->manager = find_person(build, section, "manager", manager);
	if (address)
		team->address = build_address(build, section, "address", address);
	if (address && members[0])
		build_error(build, section, "address",
			    "has members and an address: a department has one address, a "
			    "team has members");
	else if (!address && !members[0] && section_setting(section, "turn"))
		build_error(build, section, "turn",
			    "turn: nobody takes turns: the team has no members");
	else if (!address && !members[0])
		build_error(build, section, NULL,
			    "has nobody: name its members, or a department's address");
	if (address && section_setting(section, "turn"))
		build_error(build, section, "turn",
			    "turn: nobody takes turns: a department has no members");
	set_turns(build, section, team);
	g_ptr_array_add(build->policy->teams, team);
}

/* ── suppliers ──────────────────────────────────────────────────────────────────
 */

static void
make_supplier(Build *build, const Section *section)
{
	Supplier *supplier = g_new0(Supplier, 1);
	g_autoptr(GPtrArray) reference = NULL;
	const char *name = section_text(section, "name");
	const char *address = section_text(section, "address");

	supplier->title = g_strdup(section->title);
	supplier->name = g_strdup(name ? name : section->title);
	if (address)
		supplier->address = build_address(build, section, "address", address);
	supplier->language = build_language(build, section, "language");
	supplier->reference = section_list(section, "reference");
	reference = build_regexes(build, section, "reference");
	g_ptr_array_add(build->policy->suppliers, supplier);
}

void
build_people(Build *build)
{
	build_each(build, "person", make_person);
	build_each(build, "person", complete_person);
	build_each(build, "team", make_team);
	build_each(build, "supplier", make_supplier);
}

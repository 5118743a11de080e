/*
 * The company and its regulation: sections to the core's compiled types. People first, then
 * what names them; every reference is checked, and a wrong one says what was probably
 * meant.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "config/reader.h"

/* ---- references ---- */

/* The titles of all sections called NAME, for "did you mean". */
static const char *
suggest_title(const Reader *reader, const char *name, const char *word)
{
	g_autoptr(GPtrArray) titles = g_ptr_array_new();

	for (guint i = 0; i < cfg_size(reader->cfg, name); i++)
		g_ptr_array_add(titles,
				(gpointer)cfg_title(cfg_getnsec(reader->cfg, name, i)));
	g_ptr_array_add(titles, NULL);
	return text_suggest(word, (const char *const *)titles->pdata);
}

static void
unknown(const Section *section, const char *option, const char *what, const char *word)
{
	const char *meant = suggest_title(section->reader, what, word);

	if (meant)
		section_error(section, option,
			      "%s: there is no %s \"%s\": did you mean \"%s\"?", option,
			      what, word, meant);
	else
		section_error(section, option, "%s: there is no %s \"%s\"", option, what,
			      word);
}

static const Person *
person_of(const Section *section, const char *option, const char *word)
{
	const Person *person = policy_person(section->reader->config->policy, word);

	if (word && !person)
		unknown(section, option, "person", word);
	return person;
}

static const Team *
team_of(const Section *section, const char *option)
{
	g_autofree char *word = section_text(section, option);
	const Team *team = policy_team(section->reader->config->policy, word);

	if (word && !team)
		unknown(section, option, "team", word);
	return team;
}

static const Calendar *
calendar_of(const Section *section, const char *option)
{
	g_autofree char *word = section_text(section, option);
	const GPtrArray *calendars = section->reader->config->policy->calendars;

	for (guint i = 0; word && i < calendars->len; i++)
		if (strcmp(calendar_title(calendars->pdata[i]), word) == 0)
			return calendars->pdata[i];
	if (word)
		unknown(section, option, "calendar", word);
	return NULL;
}

/* ---- labels ---- */

/* "zh_CN: 紧急", or "紧急" for all languages. A colon later in a sentence is no language.
 */
static void
read_label(const Section *section, Label *label)
{
	g_auto(GStrv) texts = section_list(section, "label");

	label->texts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; texts[i]; i++) {
		gsize length = strspn(
			texts[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");
		gboolean tagged = length >= 2 && length <= 6 && texts[i][length] == ':';
		const char *text = tagged ? texts[i] + length + 1 : texts[i];

		g_ptr_array_add(label->texts, tagged ? g_strndup(texts[i], length) : NULL);
		g_ptr_array_add(label->texts, g_strstrip(g_strdup(text)));
	}
}

/* ---- calendars ---- */

static void
read_holidays(const Section *section, Calendar *calendar)
{
	g_auto(GStrv) files = section_list(section, "holidays");

	for (guint i = 0; files[i]; i++) {
		const char *place = section_place(section, "holidays");
		g_autofree char *path = reader_resolve(place, files[i]);
		g_autofree char *ics = NULL;
		g_autoptr(GError) problem = NULL;

		if (!g_file_get_contents(path, &ics, NULL, &problem) ||
		    !calendar_add_holidays(calendar, ics, path, &problem))
			section_error(section, "holidays", "holidays: %s",
				      problem->message);
	}
}

/* From November on somebody must fetch next year's holidays, or January has none. */
static void
check_last_day(const Section *section, const Calendar *calendar)
{
	Reader *reader = section->reader;
	gint64 last = calendar_last_known_day(calendar);
	g_autoptr(GDateTime) now = NULL;
	g_autoptr(GDateTime) next_year = NULL;

	if (!reader->now || !last)
		return;
	now = g_date_time_new_from_unix_utc(reader->now);
	if (g_date_time_get_month(now) < 11)
		return;
	next_year = g_date_time_new_utc(g_date_time_get_year(now) + 1, 1, 1, 0, 0, 0);
	if (last < g_date_time_to_unix(next_year) / 86400)
		reader_warning(reader, section_place(section, "holidays"),
			       "the holidays of calendar \"%s\" end before next year: "
			       "fetch a newer file",
			       section->title);
}

static void
read_calendar(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	Calendar *calendar = calendar_new(section.title, reader->config->policy->desk.zone);
	g_auto(GStrv) hours = section_list(&section, "hours");

	for (guint i = 0; hours[i]; i++) {
		g_autoptr(GError) problem = NULL;

		if (!calendar_add_hours(calendar, hours[i], &problem))
			section_error(&section, "hours", "hours: %s", problem->message);
	}
	if (!hours[0])
		section_error(&section, NULL,
			      "calendar \"%s\" has no hours: nothing would ever fall due",
			      section.title);
	read_holidays(&section, calendar);
	check_last_day(&section, calendar);
	g_ptr_array_add(reader->config->policy->calendars, calendar);
}

/* ---- people ---- */

static void
read_person_addresses(const Section *section, Person *person)
{
	char **addresses = section_list(section, "address");

	if (!addresses[0])
		section_error(section, NULL, "person \"%s\" wants an address",
			      section->title);
	for (guint i = 0; addresses[i]; i++) {
		char *lower = section_address(section, "address", addresses[i]);
		const Person *other =
			lower ? policy_person_by_address(section->reader->config->policy,
							 lower)
			      : NULL;

		if (other)
			section_error(section, "address",
				      "address: %s is person \"%s\"'s already", lower,
				      other->title);
		if (lower) {
			g_free(addresses[i]);
			addresses[i] = lower;
		}
	}
	person->addresses = addresses;
}

static char **
optional_list(const Section *section, const char *option)
{
	char **list = section_list(section, option);

	if (list[0])
		return list;
	g_strfreev(list);
	return NULL;
}

static void
read_person(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	Person *person = g_new0(Person, 1);

	person->title = g_strdup(section.title);
	person->name = section_text(&section, "name");
	if (!person->name)
		person->name = g_strdup(section.title);
	read_person_addresses(&section, person);
	person->roles = section_list(&section, "roles");
	person->language = section_text(&section, "language");
	person->job = section_text(&section, "title");
	person->phone = section_text(&section, "phone");
	person->skills = optional_list(&section, "skills");
	person->deputy = section_text(&section, "deputy");
	person->away = optional_list(&section, "away");
	g_ptr_array_add(reader->config->policy->persons, person);
}

static void
check_person(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	const Person *person = policy_person(reader->config->policy, section.title);

	if (person && person->deputy)
		person_of(&section, "deputy", person->deputy);
	for (guint i = 0; person && person->skills && person->skills[i]; i++)
		if (!policy_category(reader->config->policy, person->skills[i]))
			unknown(&section, "skills", "category", person->skills[i]);
}

static void
read_team(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	Team *team = g_new0(Team, 1);
	g_auto(GStrv) members = section_list(&section, "members");
	g_autofree char *manager = section_text(&section, "manager");
	g_autofree char *address = section_text(&section, "address");

	team->title = g_strdup(section.title);
	team->members = g_ptr_array_new();
	for (guint i = 0; members[i]; i++) {
		const Person *person = person_of(&section, "members", members[i]);

		if (person)
			g_ptr_array_add(team->members, (gpointer)person);
	}
	team->manager = person_of(&section, "manager", manager);
	if (address)
		team->address = section_address(&section, "address", address);
	if (!members[0] && !address)
		section_error(&section, NULL, "team \"%s\" wants members, or an address",
			      section.title);
	g_ptr_array_add(reader->config->policy->teams, team);
}

static void
read_supplier(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	Supplier *supplier = g_new0(Supplier, 1);
	g_autofree char *address = section_text(&section, "address");

	supplier->title = g_strdup(section.title);
	supplier->name = section_text(&section, "name");
	if (!supplier->name)
		supplier->name = g_strdup(section.title);
	if (address)
		supplier->address = section_address(&section, "address", address);
	else
		section_error(&section, NULL, "supplier \"%s\" wants an address",
			      section.title);
	supplier->language = section_text(&section, "language");
	supplier->reference = optional_list(&section, "reference");
	g_ptr_array_add(reader->config->policy->suppliers, supplier);
}

static void
read_tier(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	Tier *tier = g_new0(Tier, 1);
	g_autofree char *supplier = section_text(&section, "supplier");
	const GPtrArray *suppliers = reader->config->policy->suppliers;
	gint64 number = 0;

	if (!g_ascii_string_to_signed(section.title, 10, 1, 99, &number, NULL))
		section_error(&section, NULL, "tier %s: a tier is a number from 1 to 99",
			      section.title);
	tier->number = (int)number;
	tier->name = section_text(&section, "name");
	tier->team = team_of(&section, "team");
	for (guint i = 0; supplier && i < suppliers->len; i++)
		if (strcmp(((Supplier *)suppliers->pdata[i])->title, supplier) == 0)
			tier->supplier = suppliers->pdata[i];
	if (supplier && !tier->supplier)
		unknown(&section, "supplier", "supplier", supplier);
	g_ptr_array_add(reader->config->policy->tiers, tier);
}

static void
read_system(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	System *system = g_new0(System, 1);

	system->title = g_strdup(section.title);
	read_label(&section, &system->label);
	system->match = section_list(&section, "match");
	system->important = section_yes(&section, "important");
	g_ptr_array_add(reader->config->policy->systems, system);
}

static void
read_category(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	Category *category = g_new0(Category, 1);

	category->title = g_strdup(section.title);
	read_label(&section, &category->label);
	category->match = section_list(&section, "match");
	category->team = team_of(&section, "team");
	g_ptr_array_add(reader->config->policy->categories, category);
}

/* ---- regulation ---- */

static int
by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void
read_warn(const Section *section, Clocks *clocks)
{
	g_auto(GStrv) shares = section_list(section, "warn");
	guint n = 0;

	for (guint i = 0; shares[i]; i++) {
		char *end;
		gint64 percent = g_ascii_strtoll(shares[i], &end, 10);

		if (percent < 1 || percent > 99 || strcmp(end, "%") != 0)
			section_error(section, "warn",
				      "warn: \"%s\" is no share of a limit (\"80%%\")",
				      shares[i]);
		else if (n + 1 < G_N_ELEMENTS(clocks->warn))
			clocks->warn[n++] = (int)percent;
		else
			section_error(section, "warn", "warn: at most %zu shares",
				      G_N_ELEMENTS(clocks->warn) - 1);
	}
	qsort(clocks->warn, n, sizeof clocks->warn[0], by_number);
}

static void
read_pause(const Section *section, Clocks *clocks)
{
	g_auto(GStrv) reasons = section_list(section, "pause-on");

	for (guint i = 0; reasons[i]; i++) {
		WaitReason reason;

		if (wait_reason_parse(reasons[i], &reason))
			clocks->pause_on |= 1u << reason;
		else
			section_error(section, "pause-on",
				      "pause-on: \"%s\" is not reporter, supplier, parts "
				      "or approval",
				      reasons[i]);
	}
}

/* A limit that the calendar never reaches, and days that would be 24 hours of open time
 * each. */
static void
check_limit(const Section *section, const char *option, const Clocks *clocks,
	    const Duration *limit)
{
	gint64 from = section->reader->now ? section->reader->now : 1767225600;

	if (!clocks->calendar || !duration_is_set(limit))
		return;
	if (calendar_add(clocks->calendar, from, limit) == G_MAXINT64)
		section_error(section, option,
			      "%s: calendar \"%s\" has no time for it in ten years", option,
			      calendar_title(clocks->calendar));
	if (strpbrk(limit->written, "dw") && !limit->working_days &&
	    calendar_measure(clocks->calendar, from, from + 7 * 86400) < 7 * 86400)
		reader_warning(section->reader, section_place(section, option),
			       "%s: in a calendar with closing times \"%s\" counts open "
			       "hours, 24 to a day; "
			       "working days are written \"2bd\"",
			       option, limit->written);
}

static void
read_clocks(const Section *section, Clocks *clocks)
{
	clocks->calendar = calendar_of(section, "calendar");
	section_duration(section, "respond", &clocks->respond);
	section_duration(section, "resolve", &clocks->resolve);
	read_warn(section, clocks);
	read_pause(section, clocks);
	check_limit(section, "respond", clocks, &clocks->respond);
	check_limit(section, "resolve", clocks, &clocks->resolve);
}

static int
by_rank(gconstpointer a, gconstpointer b)
{
	return (*(Priority *const *)a)->rank - (*(Priority *const *)b)->rank;
}

static void
read_priority(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	Priority *priority = g_new0(Priority, 1);

	priority->title = g_strdup(section.title);
	read_label(&section, &priority->label);
	priority->rank = section_integer(&section, "rank");
	if (priority->rank < 1)
		section_error(&section, "rank",
			      "priority \"%s\" wants a rank; 1 is the highest",
			      section.title);
	read_clocks(&section, &priority->clocks);
	g_ptr_array_add(reader->config->policy->priorities, priority);
}

/* Does a rule's value name something that exists? */
static void
check_value(const Section *section, const char *option, const char *kind, const char *word)
{
	const Policy *policy = section->reader->config->policy;
	gint64 number;
	TicketKind ticket_kind;

	if (strcmp(kind, "priority") == 0 && !policy_priority(policy, word))
		unknown(section, option, "priority", word);
	else if (strcmp(kind, "category") == 0 && !policy_category(policy, word))
		unknown(section, option, "category", word);
	else if (strcmp(kind, "system") == 0 && !policy_system(policy, word))
		unknown(section, option, "system", word);
	else if (strcmp(kind, "team") == 0 && !policy_team(policy, word))
		unknown(section, option, "team", word);
	else if (strcmp(kind, "tier") == 0 &&
		 (!g_ascii_string_to_signed(word, 10, 1, 99, &number, NULL) ||
		  !policy_tier(policy, (int)number)))
		unknown(section, option, "tier", word);
	else if (strcmp(kind, "kind") == 0 && !ticket_kind_parse(word, &ticket_kind))
		section_error(section, option,
			      "%s: \"%s\" is not fault, hazard, change or task", option,
			      word);
}

static void
read_conditions(const Section *section, Rule *rule)
{
	for (guint i = 0; i < N_RULE_CONDITIONS; i++) {
		const char *option = rule_condition_name(i);
		g_auto(GStrv) values = section_list(section, option);
		g_autoptr(GError) problem = NULL;

		for (guint j = 0; values[j]; j++)
			check_value(section, option, option, values[j]);
		if (values[0] &&
		    !rule_add_condition(rule, i, (const char *const *)values, &problem))
			section_error(section, option, "%s: %s", option, problem->message);
	}
}

static void
read_rule(Reader *reader, cfg_t *cfg)
{
	Section section = reader_section(reader, cfg);
	g_autofree char *when = section_text(&section, "when");
	gboolean any = strcmp(when, "any") == 0;
	g_autofree char *base = g_path_get_basename(section_place(&section, NULL));
	g_autoptr(Rule) rule = rule_new(section.title, base, any);

	if (!any && strcmp(when, "all") != 0)
		section_error(&section, "when", "when: \"%s\" is neither all nor any",
			      when);
	read_conditions(&section, rule);
	for (guint i = 0; i < N_RULE_SETTINGS; i++) {
		const char *option = rule_setting_name(i);
		g_autofree char *value = section_text(&section, option);

		if (!value)
			continue;
		check_value(&section, option, option + strlen("set-"), value);
		rule_set_field(rule, i, value);
	}
	if (section_yes(&section, "stop"))
		rule_set_stop(rule);
	rule_set_append(reader->config->policy->rules, g_steal_pointer(&rule));
}

/* ---- all ---- */

void
policy_read(Reader *reader)
{
	static const struct {
		const char *section;
		void (*read)(Reader *reader, cfg_t *cfg);
	} parts[] = {
		{ "calendar", read_calendar }, { "person", read_person },
		{ "team", read_team },         { "supplier", read_supplier },
		{ "tier", read_tier },         { "system", read_system },
		{ "category", read_category }, { "person", check_person },
		{ "priority", read_priority }, { "rule", read_rule },
	};

	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		for (guint j = 0; j < cfg_size(reader->cfg, parts[i].section); j++)
			parts[i].read(reader,
				      cfg_getnsec(reader->cfg, parts[i].section, j));
		/* Rules speak of priorities by rank. */
		if (strcmp(parts[i].section, "priority") == 0)
			g_ptr_array_sort(reader->config->policy->priorities, by_rank);
	}
}

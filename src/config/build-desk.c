/* The desk section. */
#include <string.h>

#include "base/text.h"
#include "config/build.h"
#include "core/address.h"

#define TAG_MAX     16
#define CEILING_MAX 1000000

static void
set_text(char **field, char *value)
{
	if (!value)
		return;
	g_free(*field);
	*field = value;
}

static void
set_list(char ***field, char **value)
{
	g_strfreev(*field);
	*field = value;
}

static gboolean
is_tag(const char *text)
{
	gsize length = strlen(text);

	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && (i == 0 || text[i] != '-'))
			return FALSE;
	return length <= TAG_MAX;
}

/* The tag stands in subjects, which other programs cut and translate. */
static void
set_tag(Build *build, const Section *section)
{
	const char *tag = section_text(section, "tag");

	if (is_tag(tag))
		set_text(&build->policy->desk.tag, g_strdup(tag));
	else
		build_error(build, section, "tag",
			    "tag: \"%s\" must be letters and digits, at most %d", tag,
			    TAG_MAX);
}

static void
add_address(Build *build, const Section *section, const char *option, const char *address,
	    GPtrArray *addresses)
{
	g_autofree char *lower = build_address(build, section, option, address);

	if (!lower)
		return;
	if (g_ptr_array_find_with_equal_func(addresses, lower, g_str_equal, NULL))
		build_error(build, section, option, "%s: \"%s\" stands there twice", option,
			    lower);
	else
		g_ptr_array_add(addresses, g_steal_pointer(&lower));
}

static void
set_addresses(Build *build, const Section *section)
{
	Desk *desk = &build->policy->desk;
	const char *address = section_text(section, "address");
	g_auto(GStrv) aliases = section_list(section, "aliases");
	GPtrArray *addresses = g_ptr_array_new();

	if (address)
		add_address(build, section, "address", address, addresses);
	if (addresses->len > 0)
		set_text(&desk->address, g_strdup(addresses->pdata[0]));
	for (guint i = 0; aliases[i]; i++)
		add_address(build, section, "aliases", aliases[i], addresses);
	set_list(&desk->addresses, build_strings(addresses));
	if (*desk->address)
		set_list(&desk->aliases, g_strdupv(desk->addresses + 1));
}

static gboolean
is_domain(const char *text)
{
	g_autofree char *probe = g_strconcat("x@", text, NULL);

	return !strchr(text, '@') && address_is_sendable(probe);
}

static void
set_domains(Build *build, const Section *section)
{
	Desk *desk = &build->policy->desk;
	g_auto(GStrv) written = section_list(section, "domains");
	GPtrArray *domains = g_ptr_array_new();

	for (guint i = 0; written[i]; i++) {
		g_autofree char *lower = g_ascii_strdown(written[i], -1);

		if (is_domain(lower))
			g_ptr_array_add(domains, g_steal_pointer(&lower));
		else
			build_error(
				build, section, "domains",
				"domains: \"%s\" is no mail domain: write \"corp.example\"",
				written[i]);
	}
	set_list(&desk->domains, build_strings(domains));
	if (!written[0] && desk->strangers != STRANGERS_OPEN)
		build_error(build, section, NULL,
			    "has no domains, so nobody could open a ticket: write "
			    "domains = {\"corp.example\"}, or strangers = \"open\"");
}

static Strangers
strangers_of(const char *word)
{
	if (strcmp(word, "open") == 0)
		return STRANGERS_OPEN;
	return strcmp(word, "drop") == 0 ? STRANGERS_DROP : STRANGERS_HOLD;
}

static void
set_zone(Build *build, const Section *section)
{
	g_autoptr(GError) problem = NULL;
	GTimeZone *zone = zone_find(section_text(section, "timezone"), &problem);

	if (!zone) {
		build_error(build, section, "timezone", "timezone: %s", problem->message);
		return;
	}
	g_time_zone_unref(build->policy->desk.zone);
	build->policy->desk.zone = zone;
}

static void
set_sizes(Build *build, const Section *section)
{
	Desk *desk = &build->policy->desk;

	desk->attach_limit = section_size(section, "attach-limit");
	desk->max_message = section_size(section, "max-message");
	if (desk->max_message < 64 * 1024)
		build_error(build, section, "max-message",
			    "max-message: less than 64K refuses nearly every mail");
	else if (desk->attach_limit > desk->max_message)
		build_warning(
			build, section, "attach-limit",
			"attach-limit: is more than max-message, which no mail exceeds");
}

/* Whoever may write to an address of the company's own domain can be shown to belong to it: other
 * people's services send the proof to the desk, into a ticket that its reporter reads (T1). */
static void
check_plus_address(Build *build, const Section *section)
{
	const Desk *desk = &build->policy->desk;

	if (desk->plus_address && desk->address &&
	    address_in_domains(desk->address, (const char *const *)desk->domains))
		build_warning(build, section, "plus-address",
			      "plus-address: the desk's own domain %s is one of staff too, so "
			      "that a sign-up code can be sent to an address of the desk: give "
			      "the desk a domain of its own",
			      address_domain(desk->address));
}

static int
ceiling_of(Build *build, const Section *section, const char *option)
{
	int limit = section_integer(section, option);

	if (limit < 0 || limit > CEILING_MAX)
		build_error(build, section, option, "%s: from 0 (no limit) to %d", option,
			    CEILING_MAX);
	return limit;
}

static void
set_ceilings(Build *build, const Section *section)
{
	Desk *desk = &build->policy->desk;

	desk->acknowledge_limit = ceiling_of(build, section, "acknowledge-limit");
	desk->sender_limit = ceiling_of(build, section, "sender-limit");
	desk->sender_size_limit = section_size(section, "sender-size-limit");
	desk->recipient_limit = ceiling_of(build, section, "recipient-limit");
	desk->recipient_hour_limit = ceiling_of(build, section, "recipient-hour-limit");
}

void
build_desk(Build *build)
{
	const Section *section = sections_single(build->sections, "desk");
	Desk *desk = &build->policy->desk;

	set_text(&desk->name, g_strdup(section_text(section, "name")));
	set_addresses(build, section);
	set_tag(build, section);
	set_text(&desk->language, build_language(build, section, "language"));
	set_zone(build, section);
	desk->strangers = strangers_of(section_text(section, "strangers"));
	set_domains(build, section);
	desk->confirm_within = section_duration(section, "confirm-within");
	desk->reopen_within = section_duration(section, "reopen-within");
	desk->plus_address = section_yes(section, "plus-address");
	check_plus_address(build, section);
	set_sizes(build, section);
	set_ceilings(build, section);
}

static void
set_calendar(Build *build, const Section *section)
{
	static const char *const options[] = { "confirm-within", "reopen-within" };
	Desk *desk = &build->policy->desk;
	const Duration *lengths[] = { &desk->confirm_within, &desk->reopen_within };

	desk->calendar = build_calendar_option(build, section, "calendar");
	for (guint i = 0; i < G_N_ELEMENTS(options); i++)
		if (lengths[i]->working_days && !desk->calendar)
			build_error(build, section, options[i],
				    "%s: working days need a calendar: write calendar = "
				    "\"office\" in desk",
				    options[i]);
}

void
build_alerts(Build *build)
{
	const Section *section = sections_single(build->sections, "desk");

	set_list(&build->policy->desk.alerts,
		 build_recipients(build, section, "alerts", FALSE));
	set_calendar(build, section);
}

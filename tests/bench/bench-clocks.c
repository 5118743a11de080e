/*
 * What a regulation's clocks cost: planning many tickets, keeping many deadlines while nothing
 * is due, firing many that are due. The policy is a file, so that its calendar and its
 * warnings count.
 *
 *	tests/bench/bench-clocks POLICY.conf [TICKETS]
 */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "core/sla.h"
#include "desk/scheduler.h"
#include "desk/service.h"
#include "mail/mime.h"

#define NOW   G_GINT64_CONSTANT(1795395600) /* Monday 2026-11-23 09:00 in Shanghai */
#define BATCH 1000

static double
cpu_seconds(clock_t start)
{
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static long
resident_megabytes(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss / 1024;
}

static void
tell(const char *what, guint n, double seconds)
{
	g_print("%-10s %8u in %6.2f s of CPU, %6.1f us each, %ld MB at most\n", what, n,
		seconds, 1e6 * seconds / n, resident_megabytes());
}

static Ticket *
make_ticket(const Policy *policy, gint64 number)
{
	const Priority *priority =
		policy->priorities->pdata[number % policy->priorities->len];
	const Team *team = policy->teams->pdata[0];
	Ticket *ticket = ticket_new(number);

	ticket->is_new = TRUE;
	ticket->created = NOW + number % 3600;
	ticket->priority = g_strdup(priority->title);
	ticket->tier = 1;
	ticket->team = g_strdup(team->title);
	ticket_add_span(ticket, "tier 1", ticket->created);
	return ticket;
}

static void
bench_planning(const Policy *policy, guint n)
{
	clock_t start = clock();

	for (guint i = 1; i <= n; i++) {
		g_autoptr(Ticket) ticket = make_ticket(policy, i);

		sla_plan(policy, ticket, ticket->created);
	}
	tell("planned", n, cpu_seconds(start));
}

static void
keep_batch(Service *service, guint from, guint n)
{
	g_autoptr(Change) change = change_new();

	for (guint i = from; i < from + n; i++) {
		Ticket *ticket = make_ticket(service_policy(service), i);

		sla_plan(service_policy(service), ticket, ticket->created);
		g_ptr_array_add(change->tickets, ticket);
	}
	if (!store_begin(service->store, NULL) ||
	    !store_apply(service->store, change, 0, NULL, NULL, NOW, NULL) ||
	    !store_commit(service->store, NULL))
		g_error("the tickets cannot be kept");
}

static void
bench_keeping(Service *service, guint n)
{
	clock_t start = clock();

	for (guint done = 0; done < n; done += BATCH)
		keep_batch(service, done + 1, BATCH);
	tell("kept", n, cpu_seconds(start));
}

/* What an idle desk does when it is woken: looks when it must wake next. */
static void
bench_idle(Service *service)
{
	const guint n = 10000;
	clock_t start = clock();
	gint64 due;

	for (guint i = 0; i < n; i++)
		if (!store_next_deadline(service->store, &due, NULL))
			g_error("no deadline");
	tell("looked", n, cpu_seconds(start));
}

static void
bench_firing(Service *service)
{
	clock_t start = clock();
	guint fired = 1, sum = 0;

	service->fixed_now = NOW + 365 * 86400;
	while (fired > 0) {
		if (!scheduler_fire(service, 100, &fired, NULL))
			g_error("firing failed");
		sum += fired;
	}
	tell("fired", sum, cpu_seconds(start));
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Service) service = NULL;
	guint n = argc > 2 ? atoi(argv[2]) : 100000;

	mime_init();
	service = argc > 1 ? service_load(argv[1], NOW, &problem) : NULL;
	if (!service || !service_open_store(service, STORE_MEMORY, &problem)) {
		g_printerr("%s\n", problem ? problem->message : "name a policy");
		return 1;
	}
	bench_planning(service_policy(service), n);
	bench_keeping(service, n);
	bench_idle(service);
	bench_firing(service);
	mime_shutdown();
	return 0;
}

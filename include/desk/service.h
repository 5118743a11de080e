/*
 * The desk at work: configuration, templates and store together, and the one wall clock.
 * Everything that joins the core with the outside is given a Service.
 */
#pragma once

#include "config/config.h"
#include "core/decide.h"
#include "core/template.h"
#include "store/store.h"

typedef struct {
	char *file;             /* own; the configuration file; NULL: an empty policy */
	Config *config;         /* own; swapped by a reload */
	TemplateSet *templates; /* own; likewise */
	GPtrArray *problems;    /* own Problem; the configuration's warnings */
	Store *store;           /* own; NULL until service_open_store() */
	gint64 fixed_now;       /* --now; 0 = the system's clock */
	/* Is told of each mail that a change puts into the outbox; NULL. A rehearsal listens. */
	void (*watch)(const OutMail *mail, gpointer data);
	gpointer watch_data;    /* foreign */
} Service;

/* The configuration in FILE (NULL: none, an empty policy) and its templates; no store yet.
 * FIXED_NOW as above. */
Service *service_load(const char *file, gint64 fixed_now, GError **error);
/* Is every template there that the policy names? DESK_ERROR_CONFIG. */
gboolean service_check_templates(const Service *service, GError **error);
void service_log_warnings(const Service *service);
gboolean service_open_store(Service *service, StoreMode mode, GError **error);
/* Reads file and templates anew; on error the old ones stay and serve on. Refused too when it
 * would take away a priority or tier that open tickets use. */
gboolean service_reload(Service *service, GError **error);
void service_free(Service *service);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Service, service_free)

/* Seconds UTC: --now, or the time of day. The only reader of the wall clock. */
gint64 service_now(const Service *service);

const Policy *service_policy(const Service *service);
Context service_context(const Service *service);

/* "<store directory>/control" and "<store>.current" (NULL for a store that has no path: in
 * memory). Own. */
char *service_control_path(const Config *config);
char *service_marker_path(const Config *config);

/*
 * What the functions of commands share. Inner to core/perform.
 */
#pragma once

#include "core/perform.h"

/* Does COMMAND, and says in *RESULT (own) what it did; FALSE: says why not, and did
 * nothing - but for the fix that /resolve told of, which stays noted. */
typedef gboolean (*PerformFunction)(Performance *performance, const Command *command,
				    char **result);

#define PERFORM_SAY(performance, key, ...)                                                 \
	phrase_with((performance)->decision->context->templates, (performance)->language,  \
		    key, __VA_ARGS__, NULL)

const Policy *perform_policy(const Performance *performance);
gint64 perform_now(const Performance *performance);
/* Sets *FIELD (own) to a copy of VALUE, which may be the old one. */
void perform_replace(char **field, const char *value);
/* The phrase for a named thing: state-accepted, wait-parts. Own. */
char *perform_say_name(const Performance *performance, const char *prefix,
		       const char *name);
/* Adds NAME to a LIST that is read in LANGUAGE: "a, b", "甲、乙". */
void perform_list_add(GString *list, const char *language, const char *name);
/* FALSE, with "cannot be done while it is …". */
gboolean perform_refuse_state(Performance *performance, char **result);
/* Does a gate hold the ticket back from TO? TRUE with what is missing, by label. */
gboolean perform_is_held(Performance *performance, TicketState to, char **result);
/* Makes TITLE the assignee and writes it down; nobody is told. */
void perform_assign_to(Performance *performance, const char *title);

gboolean perform_accept(Performance *performance, const Command *command, char **result);
gboolean perform_state(Performance *performance, const Command *command, char **result);
gboolean perform_wait(Performance *performance, const Command *command, char **result);
gboolean perform_resolve(Performance *performance, const Command *command, char **result);
gboolean perform_close(Performance *performance, const Command *command, char **result);
gboolean perform_reject(Performance *performance, const Command *command, char **result);
gboolean perform_reopen(Performance *performance, const Command *command, char **result);
gboolean perform_assign(Performance *performance, const Command *command, char **result);
gboolean perform_team(Performance *performance, const Command *command, char **result);
gboolean perform_escalate(Performance *performance, const Command *command, char **result);
gboolean perform_tier(Performance *performance, const Command *command, char **result);
gboolean perform_priority(Performance *performance, const Command *command, char **result);
gboolean perform_category(Performance *performance, const Command *command, char **result);
gboolean perform_system(Performance *performance, const Command *command, char **result);
gboolean perform_kind(Performance *performance, const Command *command, char **result);
gboolean perform_due(Performance *performance, const Command *command, char **result);
gboolean perform_note(Performance *performance, const Command *command, char **result);
gboolean perform_cc(Performance *performance, const Command *command, char **result);
gboolean perform_done(Performance *performance, const Command *command, char **result);
gboolean perform_ask(Performance *performance, const Command *command, char **result);
gboolean perform_release(Performance *performance, const Command *command, char **result);
/* Is it done without a ticket? */
gboolean perform_touches_none(Verb verb);
gboolean perform_list(Performance *performance, const Command *command, char **result);
gboolean perform_search(Performance *performance, const Command *command, char **result);
gboolean perform_report(Performance *performance, const Command *command, char **result);
gboolean perform_for(Performance *performance, const Command *command, char **result);
gboolean perform_fact(Performance *performance, const Command *command, char **result);
gboolean perform_merge(Performance *performance, const Command *command, char **result);
gboolean perform_split(Performance *performance, const Command *command, char **result);
gboolean perform_duplicate(Performance *performance, const Command *command, char **result);
gboolean perform_related(Performance *performance, const Command *command, char **result);
gboolean perform_undo(Performance *performance, const Command *command, char **result);
gboolean perform_approve(Performance *performance, const Command *command, char **result);
gboolean perform_show(Performance *performance, const Command *command, char **result);
gboolean perform_help(Performance *performance, const Command *command, char **result);

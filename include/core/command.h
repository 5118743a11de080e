/*
 * Mail commands: "/accept", "/优先级 紧急". One table names them all; it parses mails, answers
 * /help, and is the source of faultline-commands(7).
 */
#pragma once

#include "core/regulation.h"

#include <glib.h>

typedef enum {
	VERB_ACCEPT,
	VERB_STATE, /* also /diagnosing /planned /repairing /verifying */
	VERB_WAIT,
	VERB_RESOLVE,
	VERB_CLOSE,
	VERB_REJECT,
	VERB_REOPEN,
	VERB_ASSIGN,
	VERB_TEAM,
	VERB_ESCALATE,
	VERB_TIER,
	VERB_PRIORITY,
	VERB_CATEGORY,
	VERB_SYSTEM,
	VERB_KIND,
	VERB_DUE,
	VERB_NOTE,
	VERB_CC,
	VERB_DONE, /* a milestone */
	VERB_ASK,
	VERB_RELEASE,
	VERB_FACT, /* /cause /fix /prevent …, and every fact of the policy by title and label */
	VERB_FOR,  /* these four touch no ticket that is there */
	VERB_LIST,
	VERB_SEARCH,
	VERB_REPORT,
	VERB_MERGE,
	VERB_SPLIT,
	VERB_DUPLICATE,
	VERB_RELATED,
	VERB_UNDO,
	VERB_APPROVE,
	VERB_SHOW,
	VERB_HELP,
	N_VERBS
} Verb;

typedef enum {
	ARGUMENT_NONE,     /* more words on its line belong to the mail's text */
	ARGUMENT_WORD,     /* must be there: the rest of the line */
	ARGUMENT_OPTIONAL, /* the rest of the line, if any */
} ArgumentRule;

/* One row: everything that is said about a command anywhere comes from here. */
typedef struct {
	Verb verb;
	const char *name;           /* "accept", without the slash */
	const char *const *aliases; /* NULL-terminated; Chinese names and English synonyms */
	ArgumentRule argument;
	const char *argument_name;  /* "PERSON", for help; NULL */
	gboolean reporter;          /* reporters may use it too */
	gboolean takes_text;        /* the mail's remaining text belongs to it: /resolve, /note, /reject */
	const char *fact;           /* VERB_FACT: the fact it writes */
	const char *summary;        /* phrase key of its one-line explanation: "help-accept" */
	const char *given;          /* its argument, where the name says it already: /诊断; else NULL */
} CommandSpec;

extern const CommandSpec command_specs[];
extern const guint n_command_specs;

/* The row for NAME (any name or alias, folded, without slash), NULL if none. */
const CommandSpec *command_find(const char *name);

typedef struct {
	const CommandSpec *spec; /* NULL: no such command; for a fact that has no row of its own
	                            one without name and summary */
	char *fact;              /* own; VERB_FACT: the title of the fact; else NULL */
	char *line;              /* own; as it stood, one line */
	char *word;              /* own; the name as written, without slash */
	char *argument;          /* own; trimmed; "" if none */
	char *suggestion;        /* own; for an unknown word: "did you mean"; NULL */
} Command;

typedef struct {
	GPtrArray *commands; /* own Command; in order; may be empty */
	char *text;          /* own; what is left: the entry's text, trimmed */
} CommandMail;

void command_mail_free(CommandMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommandMail, command_mail_free)

/*
 * Reads the first lines of VISIBLE (the new text above the quote). Forgiving of case, ／ and ：,
 * list bullets, one greeting line before them (which is then dropped), non-breaking spaces; the
 * first line that is neither command nor blank nor greeting ends them. A line is a command only
 * if a slash directly before a word begins it; a path ("/etc/passwd", "/home") that is no
 * command's name counts as text. At most 50. Never fails.
 *
 * FACTS (foreign FactSpec; NULL: none) are commands by their title and every label; a blank in
 * such a name may also be written as a hyphen. The table's names come first.
 */
CommandMail *command_read(const char *visible, const GPtrArray *facts);

/* One command from the command line: WORDS ("priority", "high") or ("/resolve", "text…"). */
CommandMail *command_from_words(const char *const *words, const GPtrArray *facts);

/* How the fact is written as a command in LANGUAGE: its label, blanks as hyphens. Own. */
char *command_fact_name(const FactSpec *fact, const char *language);

/* Does LINE only greet ("Hi Wang,", "王工，您好！")? */
gboolean command_is_greeting(const char *line);

/*
 * What mails look like: one Markdown file per notice and language, logic-less:
 * {{x}}, {{{x}}}, {{#s}}…{{/s}}, {{^s}}…{{/s}}, {{#has_s}}…{{/has_s}}, {{! comment}}. The
 * head "Subject: …" and an empty line come first. The text part is made from the Markdown;
 * the HTML part comes from the same source.
 */
#pragma once

#include "core/answer.h"

#include <glib.h>

/* Values for one rendering. Names are those of templates/README. */
typedef struct Slots Slots;

Slots *slots_new(void);
void slots_free(Slots *slots);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Slots, slots_free)

/* An inline value: escaped, so that it can be no markup, link or second line. NULL = empty;
 * in an item an empty value hides the outer one. An earlier value of that name goes. */
void slots_set(Slots *slots, const char *name, const char *value);
/* A person's words: {{{x}}} puts them in verbatim as a block of their own, whatever they
 * contain (LF lines, no empty ones at the ends); {{x}} as one line. Blank is empty. */
void slots_set_block(Slots *slots, const char *name, const char *text);
void slots_set_flag(Slots *slots, const char *name, gboolean value);
/* Adds an item to the list NAME: its slots shadow the outer ones. Foreign. */
Slots *slots_add_item(Slots *slots, const char *name);

typedef struct Template Template;

/* NAME ("zh_CN/received") is for errors. DESK_ERROR_CONFIG "NAME:LINE: …" for a missing
 * subject, an unclosed section, more than 8 levels, a slot in `code`, anything else in
 * braces. */
Template *template_parse(const char *name, const char *source, GError **error);
void template_free(Template *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Template, template_free)

/* An unknown name in the template is DESK_ERROR_CONFIG "NAME:LINE: no slot called …, did
 * you mean …" (never silently empty). KNOWN: NULL-terminated. */
gboolean template_check(const Template *template, const char *const *known, GError **error);

/* Does the text speak of NAME anywhere? */
gboolean template_uses(const Template *template, const char *name);

/* One line, no markup, no escapes. Own. */
char *template_subject(const Template *template, const Slots *slots);
/* The text part: LF lines, tables aligned with CJK width, blocks verbatim. Ends with one
 * newline unless empty. Own. */
char *template_text(const Template *template, const Slots *slots);

/* All templates and phrases of all languages. Phrases are the short sentences of
 * transcripts and logs: a file "phrases" per language, lines "key = text with {{x}}". */
typedef struct TemplateSet TemplateSet;

TemplateSet *template_set_new(void);
void template_set_free(TemplateSet *set);
/* The phrases that reporters answer with. Foreign. */
const Answers *template_set_answers(const TemplateSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TemplateSet, template_set_free)

/* Replaces an earlier one of the same language and name. FILE is for errors. The name
 * "phrases" adds the phrases in it. Sources are checked against the known slots. */
gboolean template_set_add(TemplateSet *set, const char *language, const char *name,
			  const char *file, const char *source, GError **error);

/* For LANGUAGE, else for its base ("zh"), else "en"; LANGUAGE may be NULL. NULL if there is
 * none at all. Foreign. */
const Template *template_set_find(const TemplateSet *set, const char *language,
				  const char *name);

/* The names of all templates, in whatever language. Own, NULL-terminated array of foreign words. */
GPtrArray *template_set_names(const TemplateSet *set);

/* The phrase KEY, found like a template, with SLOTS (may be NULL) put in: one line of plain
 * text. KEY itself if there is none. Own. */
char *phrase(const TemplateSet *set, const char *language, const char *key,
	     const Slots *slots);
/* The same with slots as name, value, …, NULL; a value may be NULL. */
char *phrase_with(const TemplateSet *set, const char *language, const char *key,
		  ...) G_GNUC_NULL_TERMINATED;
gboolean phrase_exists(const TemplateSet *set, const char *language, const char *key);

/* The slot names that templates may use, NULL-terminated; the documentation of templates/.
 */
extern const char *const template_slots[];

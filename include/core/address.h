/* Mail addresses: the ones that are shown, and the one kind that may prove something. */
#pragma once

#include <glib.h>

typedef struct {
	char *name;    /* own; UTF-8 display name, one line; NULL if none */
	char *address; /* own; addr-spec as it stood, ASCII letters lower-cased; never NULL */
} Address;

Address *address_new(const char *name, const char *address);
Address *address_copy(const Address *address);
void address_free(Address *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Address, address_free)

/*
 * The single mailbox of a From field, for identity (design section 5). VALUE is the raw field
 * body, unfolded or not, with its LENGTH (a NUL inside makes it fail: reliability F2). Gives
 * the lower-case addr-spec only if the field holds exactly one mailbox, no group, no route,
 * no comment inside or beside the addr-spec, no quoted local part, no encoded word in it, no
 * IP literal, plain ASCII dot-atoms; else NULL. The display name is never looked at, but must
 * be well-formed (threat T8). Own.
 */
char *address_parse_strict(const char *value, gsize length);

/*
 * The gate that every recipient and sender passes before SMTP sees it (F5): ASCII dot-atom
 * local part of at most 64, domain of letters, digits, dots and hyphens, at most 254 together,
 * no control, space, quote, angle bracket.
 */
gboolean address_is_sendable(const char *address);

/* The part behind the last @, foreign; "" if there is none. */
const char *address_domain(const char *address);

/* Equal under ASCII case only: a Turkish dotless i or a Cyrillic o equals nothing (T9). */
gboolean address_equal(const char *a, const char *b);

/* PATTERN with "*" for any run, matched against the whole address, ASCII case ignored. */
gboolean address_matches(const char *address, const char *pattern);

/* Is the domain of ADDRESS one of DOMAINS (NULL-terminated), exactly? */
gboolean address_in_domains(const char *address, const char *const *domains);

/*
 * What a mail may do. One function decides; every road passes it; it fails closed
 * (design section 5). Threading headers only route: they never authorise.
 */
#pragma once

#include "core/authres.h"
#include "core/policy.h"

/* What is known of who sent a mail, gathered once. */
typedef struct {
	const char *from;      /* foreign; the strict From address; NULL: nobody */
	const Person *person;  /* foreign; of the roster; NULL */
	DomainProof domain;
	gboolean anchored;     /* the mailbox names a trusted authserv at all */
	gboolean key;          /* a routine key of this very ticket verified for FROM */
	gboolean any_key;      /* the form of a key was there, right or wrong */
	gboolean signature;    /* good, fresh and of the person's own key (core/signature) */
	gboolean signed_ticket; /* and the signed text names this very ticket */
	gboolean challenge;    /* its writer answered a one-time code about this very mail */
	gboolean code;         /* it carries an open approval's code, made for FROM */
	gboolean known_id;     /* it quotes an id that this ticket knows */
	gboolean local;        /* from standard input of the CLI's user, not from a mailbox: no proof, only noted */
} Evidence;

typedef enum {
	ACT_OPEN,         /* open a ticket */
	ACT_ADD,          /* add to a ticket */
	ACT_COMMAND,      /* an engineer's command on a ticket */
	ACT_DESK_COMMAND, /* a command that touches no ticket */
	ACT_ABSENCE,      /* say that one is away, or show that one is back */
	ACT_ALARM,        /* open, add to and resolve tickets as a monitor */
	ACT_CONFIRM,      /* confirm, reopen, rate: the reporter's word */
	ACT_ANSWER,       /* answer a mail of ours that asked for facts */
	ACT_APPROVE,
	ACT_COPY,         /* make those in Cc watchers; without TICKET: of the one that it opens */
} Act;

typedef enum {
	VERDICT_ALLOW,
	VERDICT_UNPROVEN,  /* allowed, but marked: by From and a known id only */
	VERDICT_SILENT,    /* allowed, but never acknowledged */
	VERDICT_HOLD,      /* kept for a person to look at */
	VERDICT_DROP,      /* by the administrator's setting */
	VERDICT_REFUSE,    /* this act is not theirs; treat the mail as text of a stranger or reporter */
} Verdict;

const char *verdict_name(Verdict verdict);

/*
 * TICKET may be NULL for ACT_OPEN, ACT_ALARM, ACT_DESK_COMMAND, ACT_ABSENCE and ACT_COPY;
 * elsewhere NULL is refused.
 * WHY (own; may be NULL): one sentence for the log and explain.
 *
 * The roster counts for commands only where policy_is_engineer() says so; slash lines of
 * everybody else are text (VERDICT_REFUSE), not a reason to hold their mail. All addresses of
 * one person are one participant. With an empty policy (no desk address, no domains, no
 * persons: explain without -c) anybody may open: there is nobody to protect.
 */
Verdict identity_decide(const Policy *policy, const Evidence *evidence, const Ticket *ticket,
			Act act, char **why);

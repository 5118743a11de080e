/*
 * Tiers: first line, second line, a supplier or the manufacturer behind them, a branch
 * office and headquarters. A ticket is at one of them at a time; how long, its spans "tier
 * N" tell.
 */
#pragma once

#include "core/decision.h"

/*
 * Brings TICKET to TIER, by whatever cause: sets the tier's team, whose assignee stays only
 * if he is of it, writes it down, and tells the new owner and the tier's supplier
 * ("escalated" upwards, "assigned" downwards). REASON ("" if none) is for those inside.
 * Marks nothing as set by a person.
 */
void tier_move(Decision *decision, Ticket *ticket, const Tier *tier, const char *reason);

/* Tells the supplier of TICKET's tier, with the reporter's words and nothing from inside,
 * and makes him a party. No effect without a supplier, or of a drill. */
void tier_tell_supplier(Decision *decision, Ticket *ticket);

/* A ticket that was just opened: is its tier a supplier's, he hears of it. */
void tier_open(Decision *decision, Ticket *ticket);

/* Gives TICKET to TEAM; an assignee who is not of it leaves. Nobody is told. */
void tier_give_to_team(Decision *decision, Ticket *ticket, const Team *team);

/* PERSON (NULL: an administrator) wrote publicly or acted: meets the response, and that of
 * the tier if he is of the team that has the ticket. */
void tier_respond(const Policy *policy, Ticket *ticket, const Person *person, gint64 now);

/* Keeps the open span "tier N" in step with the ticket's tier. */
void tier_account(Ticket *ticket, gint64 now);

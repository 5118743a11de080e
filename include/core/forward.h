/*
 * A mail that was passed on within the text of another: who wrote it, and what. Mail programs
 * put its header above it in words; nothing of it is proven.
 */
#pragma once

#include "core/address.h"

/*
 * The first mail passed on in TEXT (the whole text of a mail). FROM (own) is the address of its
 * From line, BODY (own) what it says, without its header and without ">". FALSE: there is none,
 * its From line names no address that may be written to, or nothing stands below.
 */
gboolean forward_read(const char *text, Address **from, char **body);

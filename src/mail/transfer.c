/*
 * Our own decoders: GMime 3.2.13 ends a base64 body at the first "=", though mailers glue
 * encoded pieces together (mail-libraries 5.1). Memory is bounded by the piece that is fed.
 */
#include "mail/transfer.h"

#include <string.h>

/* The longest run of blanks that is held back to see whether it ends a line. */
#define HELD_MAX 1000

enum { LINE = 76, BASE64_BYTES = LINE / 4 * 3 };

void
transfer_decoder_init(TransferDecoder *decoder, PartEncoding encoding)
{
	*decoder = (TransferDecoder){ .encoding = encoding };
	if (encoding == PART_QUOTED_PRINTABLE || encoding == PART_UUENCODE)
		decoder->held = g_string_new(NULL);
}

void
transfer_decoder_clear(TransferDecoder *decoder)
{
	if (decoder->held)
		g_string_free(decoder->held, TRUE);
	decoder->held = NULL;
}

/* The values of ASCII's characters; 64: none. "-" and "_" stand for "+" and "/" in URLs. */
/* clang-format off */
static const guint8 base64_values[128] = {
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 62, 64, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 64, 64, 64,
	64, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 63,
	64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64,
};
/* clang-format on */

/* The whole bytes of an unfinished quantum: at its padding, and at the end of the text. */
static void
base64_flush(GString *out, guint32 bits, int count)
{
	if (count == 2)
		g_string_append_c(out, bits >> 4);
	if (count == 3) {
		g_string_append_c(out, bits >> 10);
		g_string_append_c(out, bits >> 2);
	}
}

static guint
base64_value(char c)
{
	return (guchar)c < 128 ? base64_values[(guchar)c] : 64;
}

/* Whole quanta of nothing but code, which is nearly all of most texts; how many bytes of it
 * were read. */
static gsize
base64_quanta(const char *bytes, gsize length, GString *out)
{
	gsize read = 0, start = out->len;
	char *to;

	g_string_set_size(out, start + length / 4 * 3);
	to = out->str + start;
	for (; read + 4 <= length; read += 4) {
		guint a = base64_value(bytes[read]), b = base64_value(bytes[read + 1]);
		guint c = base64_value(bytes[read + 2]), d = base64_value(bytes[read + 3]);

		if ((a | b | c | d) > 63)
			break;
		*to++ = a << 2 | b >> 4;
		*to++ = b << 4 | c >> 2;
		*to++ = c << 6 | d;
	}
	g_string_truncate(out, to - out->str);
	return read;
}

/* One byte of base64, or of what stands between. */
static void
base64_byte(TransferDecoder *decoder, char byte, GString *out)
{
	guint value = base64_value(byte);

	if (byte == '=') {
		base64_flush(out, decoder->bits, decoder->count);
		decoder->bits = decoder->count = 0;
	}
	if (value > 63)
		return;
	decoder->bits = decoder->bits << 6 | value;
	if (++decoder->count < 4)
		return;
	g_string_append_c(out, decoder->bits >> 16);
	g_string_append_c(out, decoder->bits >> 8);
	g_string_append_c(out, decoder->bits);
	decoder->bits = decoder->count = 0;
}

static void
base64_feed(TransferDecoder *decoder, const char *bytes, gsize length, GString *out)
{
	for (gsize i = 0; i < length; i++) {
		if (!decoder->count)
			i += base64_quanta(bytes + i, length - i, out);
		if (i < length)
			base64_byte(decoder, bytes[i], out);
	}
}

static void
release(GString *held, GString *out)
{
	g_string_append_len(out, held->str, held->len);
	g_string_truncate(held, 0);
}

/* A line ends while something is held: blanks are the transport's padding (RFC 2045, 6.7),
 * and
 * "=" before them is a soft break. */
static void
qp_line_end(GString *held, GString *out)
{
	gboolean soft = held->len && held->str[0] == '=';
	gboolean crlf = held->len && held->str[held->len - 1] == '\r';

	if (soft && held->len > 1 && g_ascii_isxdigit(held->str[1])) {
		release(held, out);
		g_string_append_c(out, '\n');
		return;
	}
	g_string_truncate(held, 0);
	if (!soft)
		g_string_append(out, crlf ? "\r\n" : "\n");
}

/* Does C go on with what is held? If not, that was no code and stands for itself. */
static gboolean
qp_continues(const GString *held, char c)
{
	gboolean blank = c == ' ' || c == '\t' || c == '\r';

	if (held->len >= HELD_MAX)
		return FALSE;
	if (held->str[0] != '=')
		return blank;
	if (held->len == 1)
		return blank || g_ascii_isxdigit(c);
	return g_ascii_isxdigit(held->str[1]) ? g_ascii_isxdigit(c) : blank;
}

static void
qp_byte(GString *held, char c, GString *out)
{
	if (c == '\n') {
		qp_line_end(held, out);
		return;
	}
	if (held->len && !qp_continues(held, c))
		release(held, out);
	if (!held->len && !strchr("= \t\r", c)) {
		g_string_append_c(out, c);
		return;
	}
	g_string_append_c(held, c);
	if (held->len == 3 && held->str[0] == '=' && g_ascii_isxdigit(c)) {
		g_string_append_c(out, g_ascii_xdigit_value(held->str[1]) << 4 |
					       g_ascii_xdigit_value(c));
		g_string_truncate(held, 0);
	}
}

static void
qp_feed(TransferDecoder *decoder, const char *bytes, gsize length, GString *out)
{
	gsize i = 0;

	while (i < length) {
		gsize run = i;

		if (decoder->held->len) {
			qp_byte(decoder->held, bytes[i++], out);
			continue;
		}
		while (run < length && bytes[run] != '=' && (guchar)bytes[run] > ' ')
			run++;
		g_string_append_len(out, bytes + i, run - i);
		i = run;
		if (i < length)
			qp_byte(decoder->held, bytes[i++], out);
	}
}

/* One line: a character that says how many bytes, then four characters for each three. */
static void
uu_line(const char *line, gsize length, GString *out)
{
	gsize left = (line[0] - ' ') & 63;

	for (gsize at = 1; left && at + 1 < length; at += 4) {
		guint32 bits = 0;

		for (gsize k = 0; k < 4; k++)
			bits = bits << 6 |
			       ((at + k < length ? line[at + k] - ' ' : 0) & 63);
		for (gsize k = 0; k < 3 && left && at + k + 1 < length; k++, left--)
			g_string_append_c(out, bits >> (16 - 8 * k));
	}
}

/* The line that is held, at its end. */
static void
uu_line_end(TransferDecoder *decoder, GString *out)
{
	GString *held = decoder->held;

	while (held->len && held->str[held->len - 1] == '\r')
		g_string_truncate(held, held->len - 1);
	if (!decoder->begun)
		decoder->begun = g_str_has_prefix(held->str, "begin ");
	else if (!strcmp(held->str, "end"))
		decoder->ended = TRUE;
	else if (held->len && !decoder->ended)
		uu_line(held->str, held->len, out);
	g_string_truncate(held, 0);
}

static void
uu_feed(TransferDecoder *decoder, const char *bytes, gsize length, GString *out)
{
	for (gsize i = 0; i < length; i++) {
		if (bytes[i] == '\n')
			uu_line_end(decoder, out);
		else if (decoder->held->len < HELD_MAX)
			g_string_append_c(decoder->held, bytes[i]);
	}
}

void
transfer_decoder_feed(TransferDecoder *decoder, const char *bytes, gsize length,
		      GString *out)
{
	switch (decoder->encoding) {
	case PART_BASE64:
		base64_feed(decoder, bytes, length, out);
		break;
	case PART_QUOTED_PRINTABLE:
		qp_feed(decoder, bytes, length, out);
		break;
	case PART_UUENCODE:
		uu_feed(decoder, bytes, length, out);
		break;
	case PART_7BIT:
		g_string_append_len(out, bytes, length);
		break;
	}
}

void
transfer_decoder_finish(TransferDecoder *decoder, GString *out)
{
	GString *held = decoder->held;

	base64_flush(out, decoder->bits, decoder->count);
	decoder->bits = decoder->count = 0;
	if (decoder->encoding == PART_UUENCODE)
		uu_line_end(decoder, out);
	else if (held && held->len > 1 && held->str[0] == '=' &&
		 g_ascii_isxdigit(held->str[1]))
		release(held, out);
	transfer_decoder_clear(decoder);
}

GString *
transfer_decode(const char *bytes, gsize length, PartEncoding encoding)
{
	GString *out = g_string_sized_new(length + 1);
	TransferDecoder decoder;

	transfer_decoder_init(&decoder, encoding);
	transfer_decoder_feed(&decoder, bytes, length, out);
	transfer_decoder_finish(&decoder, out);
	return out;
}

/* Mailers write what they like here: "Quoted_Printable", "base64;", "base-64". */
PartEncoding
transfer_encoding_parse(const char *value)
{
	char folded[24];
	gsize n = 0;

	for (; value && *value && n + 1 < sizeof folded; value++)
		if (g_ascii_isalnum(*value))
			folded[n++] = g_ascii_tolower(*value);
	folded[n] = '\0';
	if (g_str_has_prefix(folded, "base64") || !strcmp(folded, "b"))
		return PART_BASE64;
	if (g_str_has_prefix(folded, "quotedprintable") || !strcmp(folded, "q"))
		return PART_QUOTED_PRINTABLE;
	if (!strcmp(folded, "xuuencode") || !strcmp(folded, "uuencode") ||
	    !strcmp(folded, "xuue") || !strcmp(folded, "uue"))
		return PART_UUENCODE;
	return PART_7BIT;
}

/* One byte of quoted-printable in CODE; its length. */
static int
qp_code(const char *at, char code[4])
{
	guchar c = *at;
	gboolean last = at[1] == '\n' || at[1] == '\0';

	if ((c > ' ' && c < 0x7f && c != '=') || ((c == ' ' || c == '\t') && !last)) {
		code[0] = c;
		return 1;
	}
	return g_snprintf(code, 4, "=%02X", c);
}

static void
encode_quoted_printable(const char *text, GString *out)
{
	int column = 0;

	for (; *text; text++) {
		char code[4];
		int length;

		if (*text == '\n') {
			g_string_append(out, "\r\n");
			column = 0;
			continue;
		}
		length = qp_code(text, code);
		if (column + length >= LINE) {
			g_string_append(out, "=\r\n");
			column = 0;
		}
		g_string_append_len(out, code, length);
		column += length;
	}
}

/* Text is base64 of its CRLF form (RFC 2045, 6.8). */
static void
encode_base64(const char *text, GString *out)
{
	g_autoptr(GString) crlf = g_string_sized_new(strlen(text) + 64);

	for (; *text; text++) {
		if (*text == '\n')
			g_string_append_c(crlf, '\r');
		g_string_append_c(crlf, *text);
	}
	for (gsize i = 0; i < crlf->len; i += BASE64_BYTES) {
		gsize length = MIN((gsize)BASE64_BYTES, crlf->len - i);
		g_autofree char *line = g_base64_encode((guchar *)crlf->str + i, length);

		g_string_append(out, line);
		g_string_append(out, "\r\n");
	}
}

const char *
transfer_encode_text(const char *text, GString *out)
{
	gsize coded = 0, plain = 0;

	for (const char *at = text; *at; at++) {
		char code[4];
		int length = *at == '\n' ? 2 : qp_code(at, code);

		coded += length;
		plain += *at == '\n' ? 2 : 1;
	}
	/* Base64 hides the text from whoever reads the raw mail; it must be worth it. */
	if (coded <= plain * 4 / 3) {
		encode_quoted_printable(text, out);
		return "quoted-printable";
	}
	encode_base64(text, out);
	return "base64";
}

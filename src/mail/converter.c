/* A few slots a thread, the oldest of which makes room. */
#include "mail/converter.h"

#include <string.h>

/* The charsets of one office's mail; each takes some hundred KB that its module maps. */
#define KEPT_MAX 12

typedef struct {
	char *charset; /* own; NULL: free */
	iconv_t converter;
} Kept;

typedef struct {
	Kept kept[KEPT_MAX];
	guint next; /* the slot that is used next */
} Converters;

static void
kept_clear(Kept *kept)
{
	if (!kept->charset)
		return;
	iconv_close(kept->converter);
	g_clear_pointer(&kept->charset, g_free);
}

static void
converters_free(gpointer data)
{
	Converters *converters = data;

	for (guint i = 0; i < KEPT_MAX; i++)
		kept_clear(&converters->kept[i]);
	g_free(converters);
}

static GPrivate of_thread = G_PRIVATE_INIT(converters_free);

static Converters *
converters_get(void)
{
	Converters *converters = g_private_get(&of_thread);

	if (!converters) {
		converters = g_new0(Converters, 1);
		g_private_set(&of_thread, converters);
	}
	return converters;
}

static iconv_t
keep(Converters *converters, const char *charset)
{
	iconv_t converter = iconv_open("UTF-8", charset);
	Kept *kept = &converters->kept[converters->next];

	if (converter == (iconv_t)-1)
		return converter;
	converters->next = (converters->next + 1) % KEPT_MAX;
	kept_clear(kept);
	*kept = (Kept){ g_strdup(charset), converter };
	return converter;
}

iconv_t
converter_get(const char *charset)
{
	Converters *converters = converters_get();

	for (guint i = 0; i < KEPT_MAX; i++) {
		const Kept *kept = &converters->kept[i];

		if (!kept->charset || strcmp(kept->charset, charset))
			continue;
		iconv(kept->converter, NULL, NULL, NULL, NULL);
		return kept->converter;
	}
	return keep(converters, charset);
}

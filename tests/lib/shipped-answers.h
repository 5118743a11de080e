/* The phrases of all languages as they are shipped, for tests of what reads plain answers. */
#pragma once

#include "core/answer.h"

static inline Answers *
shipped_answers(void)
{
	static const char *const languages[] = { "en", "zh_CN", "de", "fr", "es", "ja", "ko" };
	const char *top = g_getenv("TOP_SRCDIR");
	Answers *answers = answers_new();

	for (guint i = 0; i < G_N_ELEMENTS(languages); i++) {
		g_autofree char *path = g_build_filename(top ? top : ".", "templates",
							 languages[i], "answers", NULL);
		g_autofree char *source = NULL;
		g_autoptr(GError) problem = NULL;

		if (g_file_get_contents(path, &source, NULL, &problem))
			answers_add(answers, languages[i], path, source, &problem);
		g_assert_no_error(problem);
	}
	return answers;
}

/* Collecting problems, and putting them into the order in which a reader meets them. */
#include "config/problem.h"

#include <string.h>

#include "base/text.h"

void
problem_free(Problem *problem)
{
	g_free(problem->place);
	g_free(problem->message);
	g_free(problem);
}

GPtrArray *
problems_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)problem_free);
}

static void add_problem(GPtrArray *problems, gboolean is_error, const char *place,
			const char *format, va_list args) G_GNUC_PRINTF(4, 0);

static void
add_problem(GPtrArray *problems, gboolean is_error, const char *place, const char *format,
	    va_list args)
{
	Problem *problem = g_new0(Problem, 1);
	g_autofree char *message = g_strdup_vprintf(format, args);

	problem->is_error = is_error;
	problem->place = g_strdup(place);
	problem->message = text_escape(message, FALSE);
	g_ptr_array_add(problems, problem);
}

void
problem_error(GPtrArray *problems, const char *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_problem(problems, TRUE, place, format, args);
	va_end(args);
}

void
problem_warning(GPtrArray *problems, const char *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_problem(problems, FALSE, place, format, args);
	va_end(args);
}

char *
problem_hint(const char *word, const char *const *names)
{
	const char *name = text_suggest(word, names);

	return name ? g_strdup_printf(" (did you mean \"%s\"?)", name) : g_strdup("");
}

/* "file" and 12 of "file:12"; 0 if there is no number. */
static int
split_place(const char *place, gsize *length)
{
	const char *colon = strrchr(place, ':');

	*length = colon ? (gsize)(colon - place) : strlen(place);
	return colon ? (int)g_ascii_strtoll(colon + 1, NULL, 10) : 0;
}

/* Which of the files in ORDER (own names) is it? A new one is added. */
static guint
file_rank(GPtrArray *order, const char *place, gsize length)
{
	g_autofree char *file = g_strndup(place, length);
	guint rank;

	if (!g_ptr_array_find_with_equal_func(order, file, g_str_equal, &rank)) {
		rank = order->len;
		g_ptr_array_add(order, g_steal_pointer(&file));
	}
	return rank;
}

static int
compare_places(gconstpointer a, gconstpointer b, gpointer data)
{
	const Problem *left = *(Problem *const *)a;
	const Problem *right = *(Problem *const *)b;
	gsize length;
	int left_line = split_place(left->place, &length);
	guint left_file = file_rank(data, left->place, length);
	int right_line = split_place(right->place, &length);
	guint right_file = file_rank(data, right->place, length);

	if (left_file != right_file)
		return left_file < right_file ? -1 : 1;
	return (left_line > right_line) - (left_line < right_line);
}

void
problems_sort(GPtrArray *problems)
{
	g_autoptr(GPtrArray) order = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < problems->len; i++) {
		const Problem *problem = problems->pdata[i];
		gsize length;

		split_place(problem->place, &length);
		file_rank(order, problem->place, length);
	}
	g_ptr_array_sort_with_data(problems, compare_places, order);
}

const Problem *
problems_first_error(const GPtrArray *problems)
{
	for (guint i = 0; i < problems->len; i++) {
		const Problem *problem = problems->pdata[i];

		if (problem->is_error)
			return problem;
	}
	return NULL;
}

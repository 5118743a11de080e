/*
 * A copy takes the place of the store. It is made ready beside it first, so that whatever
 * is wrong with it is found while the store that is there stands untouched.
 */
#include "store/store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* What SQLite keeps beside a database. */
static const char *const companions[] = { "-wal", "-shm" };

static gboolean
fail_file(const char *what, const char *path, GError **error)
{
	g_set_error(error, DESK_ERROR, DESK_ERROR_IO, "%s %s: %s", what, path,
		    g_strerror(errno));
	return FALSE;
}

static gboolean
copy_bytes(int from, int to)
{
	char buffer[65536];
	ssize_t got;

	while ((got = read(from, buffer, sizeof buffer)) > 0)
		if (write(to, buffer, got) != got)
			return FALSE;
	return got == 0 && fsync(to) == 0;
}

static gboolean
copy_file(const char *from, const char *to, GError **error)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
	gboolean done;

	if (in < 0)
		return fail_file("cannot open", from, error);
	unlink(to);
	out = store_create_file(to);
	done = out >= 0 && copy_bytes(in, out);
	if (!done)
		fail_file("cannot write", to, error);
	if (out >= 0)
		close(out);
	close(in);
	return done;
}

static void
remove_store(const char *path)
{
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);

	/* The copy before a migration: the one that is restored is there already. */
	g_autofree char *before = g_strdup_printf("%s.before-v%d", path, store_version);

	unlink(path);
	unlink(lock);
	unlink(before);
	for (guint i = 0; i < G_N_ELEMENTS(companions); i++) {
		g_autofree char *companion = g_strconcat(path, companions[i], NULL);

		unlink(companion);
	}
}

/* A file that was copied by hand may have a log. */
static gboolean
copy_store(const char *from, const char *to, GError **error)
{
	g_autofree char *from_log = g_strconcat(from, companions[0], NULL);
	g_autofree char *to_log = g_strconcat(to, companions[0], NULL);

	remove_store(to);
	if (!copy_file(from, to, error))
		return FALSE;
	return access(from_log, F_OK) != 0 || copy_file(from_log, to_log, error);
}

/* Ours, whole, and brought up to date; its log is folded in when it is closed. */
static gboolean
make_whole(const char *path, gint64 now, GError **error)
{
	g_autoptr(Store) store = store_open(path, STORE_WRITE, now, error);
	gint64 count;

	return store && store_check(store, error) && store_verify(store, &count, error) &&
	       store_check_raw(store, &count, error);
}

/* *ASIDE stays NULL if there is no store. */
static gboolean
put_aside(const char *path, char **aside, GError **error)
{
	g_autofree char *name = g_strconcat(path, ".before-restore", NULL);

	if (access(path, F_OK) != 0)
		return TRUE;
	remove_store(name);
	for (guint i = 0; i < G_N_ELEMENTS(companions); i++) {
		g_autofree char *from = g_strconcat(path, companions[i], NULL);
		g_autofree char *to = g_strconcat(name, companions[i], NULL);

		if (rename(from, to) != 0 && errno != ENOENT)
			return fail_file("cannot rename", from, error);
	}
	if (rename(path, name) != 0)
		return fail_file("cannot rename", path, error);
	*aside = g_steal_pointer(&name);
	return TRUE;
}

static gboolean
put_in_place(const char *ready, const char *path, char **aside, GError **error)
{
	/* It names a mail of the store that goes. */
	g_autofree char *marker = g_strconcat(path, ".current", NULL);
	g_autofree char *folder = g_path_get_dirname(path);

	if (!put_aside(path, aside, error))
		return FALSE;
	unlink(marker);
	if (rename(ready, path) != 0)
		return fail_file("cannot rename to", path, error);
	return store_sync_path(folder, error);
}

static gboolean
is_same_file(const char *one, const char *other)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

gboolean
store_restore(const char *path, const char *copy, gint64 now, char **aside, GError **error)
{
	g_autofree char *ready = g_strconcat(path, ".restore", NULL);
	int lock;
	gboolean done;

	*aside = NULL;
	if (is_same_file(path, copy)) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
			    "%s is the store itself, and no copy of it", copy);
		return FALSE;
	}
	lock = store_lock(path, error);
	if (lock < 0)
		return FALSE;
	done = copy_store(copy, ready, error) && make_whole(ready, now, error) &&
	       put_in_place(ready, path, aside, error);
	remove_store(ready);
	close(lock);
	return done;
}

#!/bin/sh
# The layers: base < core < {mail, store, config} < desk < cli, no circle, every library in its place;
# and every header compiles alone.
cd "${TOP_SRCDIR:?}" || exit 1
echo 1..3
if out=$(sh scripts/check-layers); then echo "ok 1 - layers"; else echo "not ok 1 - layers"; echo "$out" | sed 's/^/# /'; fi

# The check itself must be able to fail: a tree with one sin of each kind.
sin=$(mktemp -d)
trap 'rm -rf "$sin"' EXIT
mkdir -p "$sin/src/core" "$sin/src/mail" "$sin/include/core" "$sin/include/store"
echo '#include "store/store.h"' > "$sin/src/core/up.c"
echo '#include "store/store.h"' > "$sin/src/mail/sibling.c"
echo '#include <sqlite3.h>' > "$sin/src/mail/sql.c"
echo '#include "core/b.h"' > "$sin/include/core/a.h"
echo '#include "core/a.h"' > "$sin/include/core/b.h"
found=$(sh scripts/check-layers "$sin" | grep -cE 'up\.c|sibling|sqlite3|circle')
if [ "$found" = 4 ]; then echo "ok 2 - the check finds sins"; else echo "not ok 2 - found $found of 4"; fi

alone=
flags=$(pkg-config --cflags glib-2.0 jansson libconfuse sqlite3 2>/dev/null)
for header in $(cd include && find . -name '*.h' | sed 's/^\.\///'); do
	# shellcheck disable=SC2086
	echo "#include \"$header\"" | ${CC:-cc} -std=gnu17 -Iinclude $flags -x c -fsyntax-only - 2>/dev/null ||
		alone="$alone $header"
done
if [ -z "$alone" ]; then echo "ok 3 - headers compile alone"; else echo "not ok 3 - not alone:$alone"; fi

# AX_TRY_CFLAG(FLAG): adds FLAG to PROGRAM_CFLAGS when the compiler takes it without a warning.
AC_DEFUN([AX_TRY_CFLAG], [
  AC_MSG_CHECKING([whether $CC takes $1])
  saved_cflags=$CFLAGS
  CFLAGS="$CFLAGS -Werror $1"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
    [AC_MSG_RESULT([yes]); PROGRAM_CFLAGS="$PROGRAM_CFLAGS $1"],
    [AC_MSG_RESULT([no])])
  CFLAGS=$saved_cflags
])

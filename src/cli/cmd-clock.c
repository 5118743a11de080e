/* clock confirm: the wall clock jumped, and is right. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/command-line.h"

int
cmd_clock(const Globals *globals, int argc, char **argv)
{
	static const GOptionEntry entries[] = { { NULL } };
	int code;

	if (!cli_parse(entries, "confirm",
		       "The clock jumped and is right as it is: deadlines go on.", &argc,
		       &argv, &code))
		return code;
	if (argc != 2 || strcmp(argv[1], "confirm") != 0) {
		fprintf(stderr, "faultline: usage: faultline clock confirm\n");
		return DESK_ERROR_USAGE;
	}
	return cli_request(globals, json_pack("{s:s}", "do", "clock-confirm"));
}

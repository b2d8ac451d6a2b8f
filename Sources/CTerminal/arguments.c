#include "CTerminal.h"

/* The C library hands them to every constructor; Swift would read /proc/self/cmdline, which need not be there. */
static int count;
static char **words;

__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
  count = argc;
  words = argv;
}

int ct_argument_count(void) { return count; }
const char *ct_argument(int number) { return number >= 0 && number < count ? words[number] : NULL; }

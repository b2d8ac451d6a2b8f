#include "terminfo.h"

#include <curses.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

/* A compiled entry is at most this long (term(5)). */
enum { LIMIT = 32768, HEADER = 12 };

static unsigned number(const unsigned char *at) { return at[0] | at[1] << 8; }

static long read_entry(const char *directory, const char *name, unsigned char *bytes) {
  char path[1024];
  const char *shapes[] = {"%s/%c/%s", "%s/%02x/%s"};
  for (int i = 0; i < 2; i++) {
    int length = snprintf(path, sizeof path, shapes[i], directory, name[0], name);
    if (length < 0 || (size_t)length >= sizeof path) return -1;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    long count = read(file, bytes, LIMIT);
    close(file);
    return count;
  }
  return -1;
}

/* Where curses would find the entry, except in lists of directories and in databases of other kinds. */
static long find_entry(const char *name, unsigned char *bytes) {
  const char *own = getenv("TERMINFO"), *home = getenv("HOME");
  if (own) return read_entry(own, name, bytes);
  if (getenv("TERMINFO_DIRS")) return -1;
  char path[512];
  if (home && snprintf(path, sizeof path, "%s/.terminfo", home) < (int)sizeof path) {
    long count = read_entry(path, name, bytes);
    if (count > 0) return count;
  }
  const char *places[] = {"/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"};
  for (int i = 0; i < 3; i++) {
    long count = read_entry(places[i], name, bytes);
    if (count > 0) return count;
  }
  return -1;
}

/* Marks a string capability as absent; its place in the table is the one in curses' own headers. */
static void drop(unsigned char *bytes, long count, long table, unsigned strings, long index) {
  long at = table + 2 * index;
  if (index < 0 || index >= (long)strings || at + 2 > count) return;
  bytes[at] = bytes[at + 1] = 0xff;
}

char *ct_widely_known_entry(const char *name) {
  if (!name[0] || strchr(name, '/')) return NULL;
  unsigned char *bytes = malloc(LIMIT);
  long count = bytes ? find_entry(name, bytes) : -1;
  char *text = NULL;
  unsigned magic = count >= HEADER ? number(bytes) : 0;
  if ((magic == 0432 || magic == 01036) && cur_term) {
    long table = HEADER + number(bytes + 2) + number(bytes + 4);
    table += table & 1;
    table += (long)number(bytes + 6) * (magic == 0432 ? 2 : 4);
    char **first = ((TERMTYPE *)cur_term)->Strings;
    drop(bytes, count, table, number(bytes + 8), &parm_index - first);
    drop(bytes, count, table, number(bytes + 8), &parm_rindex - first);
    drop(bytes, count, table, number(bytes + 8), &repeat_char - first);
    text = malloc(4 + 2 * count + 1);
    if (text) {
      strcpy(text, "hex:");
      for (long i = 0; i < count; i++) snprintf(text + 4 + 2 * i, 3, "%02x", bytes[i]);
    }
  }
  free(bytes);
  return text;
}

#include "CTerminal.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

static SCREEN *screen;
/* What curses writes, until it is taken: a file in memory; a pipe where the limit of files' sizes (ulimit -f), which
   holds for that file too, is less than a screen may need. */
static int store = -1;
static int store_is_pipe;
static struct termios line_before, line_on_screen;

int ct_check_terminal(const char *name, int fd) {
  int error = 0;
  if (setupterm(name, fd, &error) != OK) return 1;
  return ct_capability("cup") && ct_capability("clear") ? 0 : 2;
}

int ct_color_count(void) { return tigetnum("colors"); }

int ct_has_flag(const char *name) { return tigetflag(name) > 0; }

const char *ct_capability(const char *name) {
  const char *value = tigetstr(name);
  return value && value != (const char *)-1 ? value : NULL;
}

int ct_use_locale(const char *name) {
  if (!setlocale(LC_CTYPE, name)) return 0;
  const char *codeset = nl_langinfo(CODESET);
  return codeset && (strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "UTF8") == 0);
}

enum { LARGEST_UPDATE = 1 << 20 };

/* The end that curses writes to; the other one is the store. */
static int open_store(void) {
  struct rlimit limit;
  store_is_pipe = getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < LARGEST_UPDATE;
  if (!store_is_pipe) return store = memfd_create("screen", MFD_CLOEXEC);
  int ends[2];
  /* What does not fit is lost; waiting for room would be for ever. */
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  fcntl(ends[1], F_SETPIPE_SZ, LARGEST_UPDATE);
  store = ends[0];
  return ends[1];
}

int ct_open(const char *terminal, int output, int input, int with_colors) {
  FILE *out = fdopen(dup(output), "w");
  FILE *in = fdopen(dup(input), "r");
  int end = open_store();
  tcgetattr(output, &line_before);
  if (out && in && store >= 0) screen = newterm(terminal, out, in);
  if (!screen) {
    if (out) fclose(out);
    if (in) fclose(in);
    if (store >= 0) close(store);
    if (store_is_pipe && end >= 0) close(end);
    return -1;
  }
  raw();
  noecho();
  nonl();
  /* An update is never cut short by keys that wait: they are read before the next one. */
  typeahead(-1);
  idlok(stdscr, TRUE);
  if (with_colors) {
    start_color();
    /* Otherwise every update ends with white on black. */
    use_default_colors();
  }
  curs_set(0);
  /* Curses knows the terminal now, and the line is as it wants it: what it writes goes to the store. */
  tcgetattr(output, &line_on_screen);
  fflush(out);
  dup2(end, fileno(out));
  if (store_is_pipe) close(end);
  return 0;
}

size_t ct_stored(void) {
  int waiting = 0;
  if (store_is_pipe) return ioctl(store, FIONREAD, &waiting) == 0 && waiting > 0 ? (size_t)waiting : 0;
  off_t size = lseek(store, 0, SEEK_CUR);
  return size > 0 ? (size_t)size : 0;
}

size_t ct_take(void *buffer, size_t length) {
  ssize_t count = store_is_pipe ? read(store, buffer, length) : pread(store, buffer, length, 0);
  if (!store_is_pipe && (ftruncate(store, 0) != 0 || lseek(store, 0, SEEK_SET) != 0)) return 0;
  return count > 0 ? (size_t)count : 0;
}

void ct_leave(void) {
  if (screen && !isendwin()) endwin();
}

void ct_line_restore(int fd) { tcsetattr(fd, TCSANOW, &line_before); }
void ct_line_prepare(int fd) { tcsetattr(fd, TCSANOW, &line_on_screen); }

void ct_close(void) {
  if (screen) delscreen(screen);
  screen = NULL;
}

void ct_resize(int height, int width) { resizeterm(height, width); }
int ct_rows(void) { return LINES; }
int ct_columns(void) { return COLS; }
int ct_pair_count(void) { return COLOR_PAIRS; }

int ct_define_pair(int pair, int foreground, int background) {
  return init_extended_pair(pair, foreground, background) == OK ? 0 : -1;
}

void ct_set_background(int pair) {
  cchar_t blank;
  if (setcchar(&blank, L" ", A_NORMAL, 0, &pair) == OK) bkgrndset(&blank);
}

void ct_put(int row, int column, const uint32_t *scalars, int attributes, int pair) {
  wchar_t text[4] = {(wchar_t)scalars[0], (wchar_t)scalars[1], (wchar_t)scalars[2], 0};
  attr_t attrs = A_NORMAL;
  if (attributes & CT_BOLD) attrs |= A_BOLD;
  if (attributes & CT_REVERSED) attrs |= A_REVERSE;
  if (attributes & CT_UNDERLINED) attrs |= A_UNDERLINE;
  if (attributes & CT_DIM) attrs |= A_DIM;
  cchar_t cell;
  /* The last argument, not the short one, carries pairs above 255. */
  if (setcchar(&cell, text, attrs, 0, &pair) == OK) mvwadd_wch(stdscr, row, column, &cell);
}

int ct_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

void ct_forget(void) { clearok(stdscr, TRUE); }

void ct_paint(int cursor_row, int cursor_column) {
  static int visible = -1;
  int wanted = cursor_row >= 0;
  leaveok(stdscr, !wanted);
  if (wanted) wmove(stdscr, cursor_row, cursor_column);
  wnoutrefresh(stdscr);
  doupdate();
  if (visible != wanted) curs_set(visible = wanted);
}

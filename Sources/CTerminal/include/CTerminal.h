#pragma once
/* What Swift cannot see of curses: function-like macros, variadics and globals. Every function here is called
   from one thread. */
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/signalfd.h>
#include <wchar.h>

/* Says whether terminfo knows the terminal: 0 for a usable one, 1 for unknown, 2 for one that cannot move its
   cursor. Makes it the current one. */
int ct_check_terminal(const char *name, int fd);
/* The current terminal's number of colours, -1 for none. */
int ct_color_count(void);
/* Whether the current terminal has a capability that is a flag. */
int ct_has_flag(const char *name);
/* A string capability of the current terminal, NULL if it has none. */
const char *ct_capability(const char *name);

/* Takes the process's locale for characters, or that of the given name: 1 if it is one of UTF-8. */
int ct_use_locale(const char *name);

/* Opens the screen on an output and an input descriptor (which stay the caller's): 0 for success. From then on
   curses writes to a store, which the caller sends on. Colours are for painting with curses. */
int ct_open(const char *terminal, int output, int input, int with_colors);
/* The number of bytes in the store, and a move of them to a buffer of that size, which empties it. */
size_t ct_stored(void);
size_t ct_take(void *buffer, size_t length);
/* Stores what leaves the screen; painting returns to it. */
void ct_leave(void);
/* The line's settings as they were before the screen was opened, or as the screen needs them. */
void ct_line_restore(int fd);
void ct_line_prepare(int fd);
/* Frees what `ct_open` made, after `ct_leave`. */
void ct_close(void);
void ct_resize(int rows, int columns);
int ct_rows(void);
int ct_columns(void);
/* The number of colour pairs, the default one included. */
int ct_pair_count(void);
int ct_define_pair(int pair, int foreground, int background);
/* The pair of cells that are erased. */
void ct_set_background(int pair);

/* The bits of Screen's TextAttributes. */
enum { CT_BOLD = 1, CT_REVERSED = 2, CT_UNDERLINED = 4, CT_DIM = 8 };
/* Puts a cell of one spacing scalar and up to two combining ones (0 for none). */
void ct_put(int row, int column, const uint32_t *scalars, int attributes, int pair);
/* The columns that the C library, and so curses, gives to a scalar; -1 for unprintable. */
int ct_width(uint32_t scalar);
/* The next paint sends everything. */
void ct_forget(void);
/* Sends what differs; a negative row hides the cursor. */
void ct_paint(int cursor_row, int cursor_column);

/* Restores the terminal if the process dies of a fault or any other signal that ends it, or calls exit: writes
   `bytes`, and sets the line as it is now. Armed from here on. */
void ct_guard_install(int fd, const char *bytes, size_t length);
/* The screen is left for a while, or taken again. */
void ct_guard_set_armed(int is_armed);
/* Where this thread handles a signal that finds no room on its own stack. */
void ct_guard_stack(void *memory, size_t size);
/* Keeps what is written to standard error until the screen is left, when it is a terminal. */
void ct_stderr_hold(void);
void ct_stderr_release(void);

/* Calls `body` on a thread of its own with a large stack; signals stay with the caller's. A descriptor that is at its
   end once the body has returned; the caller closes it. -1 where there is no thread to be had. */
int ct_work_start(void (*body)(void *), void *context);

/* Stops the process as Ctrl-Z does, and returns when it continues; returns at once where nobody could continue
   it (an orphaned process group). */
void ct_stop(void);
/* A file descriptor that delivers the signals, which are blocked until `ct_signals_close`. */
int ct_signals_open(void);
/* The next signal that has arrived, 0 for none. */
int ct_signals_next(int fd);
void ct_signals_close(int fd);

/* The process's arguments, the program's name among them. */
int ct_argument_count(void);
const char *ct_argument(int number);

#include "CTerminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

/* Everything that a handler touches is prepared before it can run. */
static char restore_bytes[512];
static size_t restore_length;
static int terminal_fd = -1;
static struct termios terminal_line;
static volatile sig_atomic_t armed;

/* Whatever ends a process that does not handle it, save those that are read in the loop. */
static const int fatal[] = {SIGILL,  SIGTRAP, SIGABRT, SIGFPE,    SIGBUS,  SIGSEGV, SIGSYS, SIGUSR1,   SIGUSR2,
                            SIGALRM, SIGXCPU, SIGPIPE, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR, SIGSTKFLT, 0};
static struct sigaction previous[NSIG];
enum { HANDLER_STACK = 65536 };
static char handler_stack[HANDLER_STACK];

static int held_stderr = -1;  /* the terminal that standard error was */
static int stderr_store = -1; /* what was written meanwhile */

static void write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, length);
    if (n <= 0) return;
    bytes += n;
    length -= (size_t)n;
  }
}

static void restore_terminal(void) {
  if (!armed) return;
  armed = 0;
  write_all(terminal_fd, restore_bytes, restore_length);
  tcsetattr(terminal_fd, TCSANOW, &terminal_line);
}

static int is_fault(int number) {
  return number == SIGILL || number == SIGTRAP || number == SIGFPE || number == SIGBUS || number == SIGSEGV ||
         number == SIGSYS;
}

static void on_fatal(int number, siginfo_t *info, void *context) {
  (void)context;
  restore_terminal();
  ct_stderr_release();
  sigaction(number, &previous[number], NULL);
  /* Returning repeats a fault of our own under whoever handled it before; one that was sent is sent again. */
  if (info->si_code <= 0 || !is_fault(number)) raise(number);
}

static void handle(int number) {
  struct sigaction action;
  if (sigaction(number, NULL, &previous[number]) != 0) return;
  /* What the parent has switched off (nohup) stays so. */
  if (!(previous[number].sa_flags & SA_SIGINFO) && previous[number].sa_handler == SIG_IGN) return;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_fatal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

void ct_guard_stack(void *memory, size_t size) {
  stack_t stack = {.ss_sp = memory, .ss_size = size};
  stack_t existing;
  /* A stack overflow leaves no room to run on. */
  if (sigaltstack(NULL, &existing) == 0 && (existing.ss_flags & SS_DISABLE)) sigaltstack(&stack, NULL);
}

void ct_guard_install(int fd, const char *bytes, size_t length) {
  static int is_installed;
  terminal_fd = fd;
  restore_length = length < sizeof restore_bytes ? length : sizeof restore_bytes;
  memcpy(restore_bytes, bytes, restore_length);
  if (tcgetattr(fd, &terminal_line) != 0) return;
  if (!is_installed) {
    is_installed = 1;
    atexit(restore_terminal);
    ct_guard_stack(handler_stack, sizeof handler_stack);
    for (int i = 0; fatal[i]; i++) handle(fatal[i]);
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++) handle(number);
  }
  armed = 1;
}

void ct_guard_set_armed(int is_armed) { armed = is_armed; }

void ct_stderr_hold(void) {
  if (held_stderr >= 0 || !isatty(STDERR_FILENO)) return;
  int store = memfd_create("stderr", MFD_CLOEXEC);
  if (store < 0) return;
  held_stderr = dup(STDERR_FILENO);
  if (held_stderr < 0 || dup2(store, STDERR_FILENO) < 0) {
    close(store);
    if (held_stderr >= 0) close(held_stderr);
    held_stderr = -1;
    return;
  }
  stderr_store = store;
}

void ct_stderr_release(void) {
  if (held_stderr < 0) return;
  int terminal = held_stderr;
  held_stderr = -1;
  dup2(terminal, STDERR_FILENO);
  char buffer[4096];
  /* A runaway of messages is not worth more than the last screenfuls. */
  off_t end = lseek(stderr_store, 0, SEEK_END);
  lseek(stderr_store, end > 32768 ? end - 32768 : 0, SEEK_SET);
  for (ssize_t n; (n = read(stderr_store, buffer, sizeof buffer)) > 0;) write_all(terminal, buffer, (size_t)n);
  close(stderr_store);
  close(terminal);
  stderr_store = -1;
}

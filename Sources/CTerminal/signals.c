#include "CTerminal.h"

#include <string.h>
#include <unistd.h>

static sigset_t mask_before;

static void wanted_signals(sigset_t *set) {
  static const int wanted[] = {SIGWINCH, SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP};
  sigemptyset(set);
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) sigaddset(set, wanted[i]);
}

int ct_signals_open(void) {
  /* A write beyond the limit of files' sizes (ulimit -f) fails like one to a full disk. */
  signal(SIGXFSZ, SIG_IGN);
  sigset_t set;
  wanted_signals(&set);
  sigprocmask(SIG_BLOCK, &set, &mask_before);
  return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int ct_signals_next(int fd) {
  struct signalfd_siginfo info;
  return read(fd, &info, sizeof info) == sizeof info ? (int)info.ssi_signo : 0;
}

void ct_signals_close(int fd) {
  close(fd);
  sigprocmask(SIG_SETMASK, &mask_before, NULL);
}

void ct_stop(void) {
  struct sigaction standard, previous;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  sigemptyset(&standard.sa_mask);
  sigset_t stop, mask;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  sigaction(SIGTSTP, &standard, &previous);
  /* The whole job stops, as with the key: a pipeline that feeds us too. */
  kill(0, SIGTSTP);
  sigprocmask(SIG_UNBLOCK, &stop, &mask);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  sigaction(SIGTSTP, &previous, NULL);
}

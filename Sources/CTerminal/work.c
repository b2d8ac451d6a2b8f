#include "CTerminal.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* Stacks of this size are used again by the C library. */
enum { STACK = 16 << 20, SMALL_STACK = 4 << 20, HANDLER_STACK = 65536 };

struct work {
  void (*body)(void *);
  void *context;
  int end;
  char handler_stack[HANDLER_STACK];
};

static void *run(void *argument) {
  struct work *work = argument;
  ct_guard_stack(work->handler_stack, sizeof work->handler_stack);
  work->body(work->context);
  /* The reader sees the end of the pipe, and with it all that the body has written. */
  int end = work->end;
  stack_t none = {.ss_flags = SS_DISABLE};
  sigaltstack(&none, NULL);
  free(work);
  close(end);
  return NULL;
}

static int start(struct work *work, size_t stack) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return -1;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack);
  pthread_t thread;
  int code = pthread_create(&thread, &attributes, run, work);
  pthread_attr_destroy(&attributes);
  return code;
}

int ct_work_start(void (*body)(void *), void *context) {
  int ends[2];
  struct work *work = malloc(sizeof *work);
  if (!work) return -1;
  if (pipe2(ends, O_CLOEXEC) != 0) {
    free(work);
    return -1;
  }
  work->body = body;
  work->context = context;
  work->end = ends[1];
  /* Where memory is limited (ulimit -v) a smaller one has to do. */
  if (start(work, STACK) == 0 || start(work, SMALL_STACK) == 0) return ends[0];
  free(work);
  close(ends[0]);
  close(ends[1]);
  return -1;
}

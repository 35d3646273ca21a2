/* Runs programs in the session, one at a time, as process 1 of its pid namespace. */
#include <asm/poll.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <linux/signal.h>
#include <linux/time_types.h>

#include "session.h"

#define WORDS 16384
#define WNOHANG 1
/* The time for processes to end after SIGKILL, after which the session fails. */
#define VANISH_SECONDS 30

enum end { EXITED, SIGNALLED, TIMED_OUT };

struct pollfd_set {
  struct pollfd control, signals, output, uname;
};

static char *argv[WORDS];
static char *environment[WORDS];
static int signals;
static int uname_listener;
static long program; /* the pid of the running program, 0 when it has ended */
static int program_status;

static __u32 number_at(__u32 offset) {
  return (__u32)frame[offset] | (__u32)frame[offset + 1] << 8 | (__u32)frame[offset + 2] << 16
      | (__u32)frame[offset + 3] << 24;
}

/* Requests X and S: u32 limit in milliseconds, u32 number of arguments, then arguments and environment, each ended by NUL. */
static void parse_command(void) {
  if (frame_length < 8) {
    fail("request", "command", -EINVAL);
  }
  __u32 arguments = number_at(4), a = 0, e = 0;
  for (__u32 at = 8; at < frame_length;) {
    char *word = (char *)frame + at;
    at += (__u32)length_of(word) + 1;
    if (a == WORDS - 1 || e == WORDS - 1) {
      fail("request", "command", -E2BIG);
    }
    if (a < arguments) {
      argv[a++] = word;
    } else {
      environment[e++] = word;
    }
  }
  argv[a] = environment[e] = 0;
  if (a == 0) {
    fail("request", "command", -EINVAL);
  }
}

static void say(const char *text) { call3(__NR_write, 2, text, length_of(text)); }

/* execvp in the PATH of the command's own environment; returns the most specific error. */
static long execute(void) {
  static char path[PATH_LIMIT + 256];
  const char *directories = "";
  long error = -ENOENT;
  for (const char *at = argv[0]; *at; at++) {
    if (*at == '/') {
      return call3(__NR_execve, argv[0], argv, environment);
    }
  }
  for (char **variable = environment; *variable; variable++) {
    if (starts_with(*variable, "PATH=")) {
      directories = *variable + 5;
    }
  }
  while (*directories && length_of(argv[0]) < 256) {
    __u32 n = 0;
    while (*directories && *directories != ':' && n < PATH_LIMIT - 2) {
      path[n++] = *directories++;
    }
    path[n++] = '/';
    append(path + n, argv[0]);
    long result = call3(__NR_execve, path, argv, environment);
    if (result != -ENOENT && result != -ENOTDIR) {
      error = result;
      if (result != -EACCES) {
        break;
      }
    }
    directories += *directories == ':';
  }
  return error;
}

/* Capabilities that a user namespace makes harmless to the kernel, but not to the session's own mounts. */
static void drop_capabilities(void) {
  static const byte dropped[] = {CAP_SYS_ADMIN, CAP_SYS_MODULE, CAP_SYS_RAWIO, CAP_SYS_BOOT, CAP_SYS_TIME};
  for (unsigned i = 0; i < sizeof dropped; i++) {
    if (call5(__NR_prctl, PR_CAPBSET_DROP, dropped[i], 0, 0, 0) < 0) {
      leave(125);
    }
  }
}

static void __attribute__((noreturn)) become_program(const int *streams) {
  for (int i = 0; i < 3; i++) {
    if (call3(__NR_dup3, streams[i], i, 0) < 0) {
      leave(125);
    }
  }
  __u64 none = 0;
  call4(__NR_rt_sigprocmask, SIG_SETMASK, &none, 0, 8);
  drop_capabilities();
  long error = execute();
  say("cannot execute ");
  say(argv[0]);
  if (error == -ENOENT) {
    say(": No such file or directory\n");
  } else if (error == -EACCES) {
    say(": Permission denied\n");
  } else if (error == -ENOEXEC) {
    say(": Exec format error\n");
  } else {
    static char text[32];
    append(append_number(append(text, ": errno "), (__u64)-error), "\n");
    say(text);
  }
  leave(error == -ENOENT ? 127 : 126);
}

/* Reaps all ended processes; returns whether others are left. */
static int reap(void) {
  for (;;) {
    int status;
    long pid = call4(__NR_wait4, -1, &status, WNOHANG, 0);
    if (pid <= 0) {
      return pid == 0;
    }
    if (pid == program) {
      program = 0;
      program_status = status;
    }
  }
}

static void kill_all(void) { call2(__NR_kill, -1, 9); }

/* Kills all processes of the namespace and waits for their end. */
static void sweep(void) {
  kill_all();
  for (int i = 0; reap(); i++) {
    struct __kernel_timespec tick = {0, i < 100 ? 1000000 : 100000000};
    if (i > 100 + VANISH_SECONDS * 10) {
      fail("process", "does not end", -EBUSY);
    }
    struct pollfd waiting = {signals, POLLIN, 0};
    call5(__NR_ppoll, &waiting, 1, &tick, 0, 8);
    byte information[128];
    call3(__NR_read, signals, information, sizeof information);
  }
}

static void __attribute__((noreturn)) end_session(void) {
  sweep();
  remove_placeholders();
  leave(0);
}

/* Forwards output of the program; returns false when there is none at present, or its end was reached. */
static int forward(int output) {
  static byte chunk[OUTPUT_CHUNK];
  long n = call3(__NR_read, output, chunk, sizeof chunk);
  if (n > 0) {
    send_event('O', chunk, (__u32)n);
  }
  return n > 0 || n == -EINTR;
}

static __s64 milliseconds(void) {
  struct __kernel_timespec now;
  call2(__NR_clock_gettime, 1 /* CLOCK_MONOTONIC */, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Forwards output, and handles requests to kill the program and its time limit, until the program itself has ended. Other processes may
 * keep the pipe open.
 */
static int attend(int output, __s64 deadline) {
  int timed_out = 0;
  struct pollfd_set set = {{0, POLLIN, 0}, {signals, POLLIN, 0}, {output, POLLIN, 0}, {uname_listener, POLLIN, 0}};
  while (program) {
    __s64 left = deadline - milliseconds();
    if (left <= 0 && !timed_out) {
      timed_out = 1;
      kill_all();
    }
    left = left > 0 ? left : 1000;
    struct __kernel_timespec wait = {left / 1000, left % 1000 * 1000000};
    call5(__NR_ppoll, &set, 4, &wait, 0, 8);
    if (set.output.revents && !forward(output) && (set.output.revents & (POLLHUP | POLLERR))) {
      set.output.fd = -1;
    }
    if (set.uname.revents & POLLIN) {
      answer_uname(uname_listener);
    }
    if (set.signals.revents) {
      byte information[128];
      call3(__NR_read, signals, information, sizeof information);
      reap();
    }
    if (set.control.revents) {
      int type = read_frame();
      if (type < 0) {
        end_session();
      }
      if (type == 'K') {
        kill_all();
      }
    }
  }
  return timed_out;
}

/* Event D: u8 how it ended, u32 exit status or signal. */
static void send_end(int timed_out) {
  int signal = program_status & 0x7f;
  int value = signal ? signal : program_status >> 8 & 0xff;
  byte done[5] = {(byte)(timed_out ? TIMED_OUT : signal ? SIGNALLED : EXITED), (byte)value, 0, 0, 0};
  send_event('D', done, sizeof done);
}

static void run_command(void) {
  int pipe[2];
  parse_command();
  __s64 deadline = milliseconds() + number_at(0);
  check(call2(__NR_pipe2, pipe, O_CLOEXEC), "process", "pipe");
  program = call5(__NR_clone, 17 /* SIGCHLD */, 0, 0, 0, 0);
  check(program, "process", "fork");
  if (program == 0) {
    call1(__NR_setsid, 0);
    int streams[3] = {(int)open_at(AT_FDCWD, "/dev/null", O_RDONLY, 0), pipe[1], pipe[1]};
    become_program(streams);
  }
  close_fd(pipe[1]);
  call3(__NR_fcntl, pipe[0], F_SETFL, O_NONBLOCK);
  int timed_out = attend(pipe[0], deadline);
  while (forward(pipe[0])) {
  }
  sweep();
  while (forward(pipe[0])) {
  }
  close_fd(pipe[0]);
  report_starts();
  send_end(timed_out);
}

/* Handles ended processes, and a changed size of the caller's terminal. */
static void take_signals(void) {
  byte information[128]; /* struct signalfd_siginfo begins with the signal's number */
  while (call3(__NR_read, signals, information, sizeof information) == sizeof information) {
    if (information[0] == WINDOW_CHANGED) {
      resize_terminal();
    }
  }
  reap();
}

/* Request S: a program with the caller's streams, or with a terminal of its own in place of the caller's; without a time limit. */
static void run_joined(void) {
  parse_command();
  open_streams();
  program = call5(__NR_clone, 17 /* SIGCHLD */, 0, 0, 0, 0);
  check(program, "process", "fork");
  if (program == 0) {
    int streams[3];
    take_streams(streams);
    become_program(streams);
  }
  release_streams();
  while (program || !is_drained()) {
    struct pollfd set[3 + STREAM_POLLS] = {{0, POLLIN, 0}, {signals, POLLIN, 0}, {uname_listener, POLLIN, 0}};
    int count = watch_streams(set + 3);
    struct __kernel_timespec tick = {0, 10000000};
    call5(__NR_ppoll, set, 3 + count, program ? 0 : &tick, 0, 8);
    if (set[2].revents & POLLIN) {
      answer_uname(uname_listener);
    }
    if (set[1].revents) {
      take_signals();
    }
    if (set[0].revents) {
      int type = read_frame();
      if (type < 0) {
        end_session();
      }
      if (type == 'K') {
        kill_all();
      }
    }
    pass_streams(set + 3, count);
  }
  sweep();
  close_streams();
  report_starts();
  send_end(0);
}

void serve(int listener) {
  uname_listener = listener;
  __u64 awaited = 1UL << (17 - 1) | 1UL << (WINDOW_CHANGED - 1);
  call4(__NR_rt_sigprocmask, SIG_BLOCK, &awaited, 0, 8);
  signals = (int)call4(__NR_signalfd4, -1, &awaited, 8, O_CLOEXEC | O_NONBLOCK);
  check(signals, "process", "signalfd");
  for (;;) {
    switch (read_frame()) {
      case 'F':
        lay_file();
        break;
      case 'L':
        lay_directory();
        break;
      case 'X':
        run_command();
        break;
      case 'S':
        run_joined();
        break;
      case 'K':
        break; /* too late: the program has already ended */
      default:
        end_session();
    }
  }
}

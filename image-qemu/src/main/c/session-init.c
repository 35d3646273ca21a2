/*
 * session-init: makes a sandbox whose root is an image tree, and runs programs in it for the Java process at the other end of its
 * standard input (requests) and standard output (events). The formats are in frames.c and in SessionProtocol.java.
 *
 * Two processes. The outer one stays in the host's namespaces, writes the id maps and waits. The inner one is process 1 of the
 * session's pid namespace. It leaves at the end of its standard input, that is when the Java process closes it or dies in whatever way,
 * or when the outer process dies; the kernel then kills every process of the namespace and drops its mounts and its binfmt_misc.
 *
 * The id map is the identity: the tree holds real owners. So root in here counts as the owner of the host's files, and everything rests
 * on the session not reaching any: see mounts.c. Process 1 is not "dumpable" and never executes anything after its user namespace was
 * made, so programs in the session can neither trace it nor open its executable or descriptors below /proc/1.
 */
#include <linux/prctl.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/sockios.h>

#include "session.h"

struct setup setup;

/* Drops the caller's descriptors, signal dispositions, limits, terminal and umask; only the streams of a joined program are kept. */
static void forget_caller(const char *socket) {
  if (call3(__NR_close_range, 3, ~0U, 0) < 0) {
    for (int fd = 3; fd < 1024; fd++) {
      close_fd(fd);
    }
  }
  if (socket) {
    keep_streams(socket);
  }
  struct sigaction standard = {0};
  for (int signal = 1; signal < 65; signal++) {
    call4(__NR_rt_sigaction, signal, &standard, 0, 8);
  }
  __u64 blocked = 0;
  if (at_terminal()) {
    blocked = TERMINAL_SIGNALS; /* this process stays in the caller's session, to get signals about the terminal's size */
  } else {
    call1(__NR_setsid, 0);
  }
  call4(__NR_rt_sigprocmask, SIG_SETMASK, &blocked, 0, 8);
  call1(__NR_umask, 022);
  const __u64 limits[][3] = {
      {RLIMIT_NOFILE, 4096, 4096},
      {RLIMIT_CORE, 0, 0},
      {RLIMIT_FSIZE, ~0UL, ~0UL},
      {RLIMIT_STACK, 8 << 20, ~0UL},
  };
  for (unsigned i = 0; i < sizeof limits / sizeof limits[0]; i++) {
    call4(__NR_prlimit64, 0, limits[i][0], &limits[i][1], 0);
  }
}

static void copy_string(char *to) {
  if (frame_length >= PATH_LIMIT) {
    fail("request", "string", -ENAMETOOLONG);
  }
  append(to, (const char *)frame);
}

/* Requests T tree, H host name, E emulator, B registration line, P dispatcher, W twins, U kernel, N network, then G: go. */
static void read_setup(void) {
  for (;;) {
    switch (read_frame()) {
      case 'T':
        copy_string(setup.tree);
        break;
      case 'H':
        copy_string(setup.host_name);
        break;
      case 'E':
        copy_string(setup.emulator);
        break;
      case 'B':
        copy_string(setup.registration);
        break;
      case 'P':
        copy_string(setup.dispatcher);
        break;
      case 'W':
        copy_string(setup.twins);
        break;
      case 'U':
        read_kernel_name();
        break;
      case 'N':
        setup.network = 1;
        break;
      case 'G':
        return;
      default:
        leave(1);
    }
  }
}

static __u64 read_number(const char **at) {
  __u64 number = 0;
  while (**at == ' ') {
    ++*at;
  }
  while (**at >= '0' && **at <= '9') {
    number = number * 10 + (__u64)(*(*at)++ - '0');
  }
  return number;
}

/* Maps every id of this process to the same number: on a host these are all ids, in a container those it was given. */
static void write_map(long child, const char *name) {
  static char own[PATH_LIMIT], map[2 * PATH_LIMIT], path[64];
  append(append(path, "/proc/self/"), name);
  long fd = open_at(AT_FDCWD, path, O_RDONLY, 0);
  check(fd, "namespace", name);
  long size = call3(__NR_read, fd, own, sizeof own - 1);
  check(size, "namespace", name);
  close_fd(fd);
  own[size] = 0;
  char *end = map;
  for (const char *at = own; *at;) {
    __u64 inside = read_number(&at);
    read_number(&at);
    __u64 count = read_number(&at);
    end = append(append_number(end, inside), " ");
    end = append(append_number(end, inside), " ");
    end = append(append_number(end, count), "\n");
    while (*at && *at++ != '\n') {
    }
  }
  append(append(append_number(append(path, "/proc/"), (__u64)child), "/"), name);
  fd = open_at(AT_FDCWD, path, O_WRONLY, 0);
  check(fd, "namespace", name);
  check(call3(__NR_write, fd, map, end - map), "namespace", name);
  close_fd(fd);
}

static void raise_loopback(void) {
  long fd = call3(__NR_socket, 2 /* AF_INET */, 2 | 02000000 /* SOCK_DGRAM | SOCK_CLOEXEC */, 0);
  check(fd, "network", "lo");
  struct { /* struct ifreq; its header needs a C library */
    char name[16];
    short flags;
    char rest[22];
  } request = {"lo", 1 | 0x40 /* IFF_UP | IFF_RUNNING */, {0}};
  check(call3(__NR_ioctl, fd, SIOCSIFFLAGS, &request), "network", "lo");
  close_fd(fd);
}

static void __attribute__((noreturn)) inner(int go) {
  char byte_of_parent;
  call5(__NR_prctl, PR_SET_PDEATHSIG, 9 /* SIGKILL */, 0, 0, 0);
  if (call3(__NR_read, go, &byte_of_parent, 1) != 1) {
    leave(1); /* the parent died before the signal above was requested, or could not write the maps */
  }
  close_fd(go);
  if (!at_terminal()) {
    call1(__NR_setsid, 0);
  }
  check(call3(__NR_setresgid, 0, 0, 0), "namespace", "setresgid");
  check(call2(__NR_setgroups, 0, 0), "namespace", "setgroups");
  check(call3(__NR_setresuid, 0, 0, 0), "namespace", "setresuid");
  check(call5(__NR_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0), "namespace", "dumpable");
  call5(__NR_prctl, PR_SET_PDEATHSIG, 9, 0, 0, 0); /* a change of ids clears it */
  const char *name = setup.host_name[0] ? setup.host_name : "localhost";
  check(call2(__NR_sethostname, name, length_of(name)), "namespace", "sethostname");
  if (!setup.network) {
    raise_loopback();
  }
  enter_tree();
  if (setup.network) {
    leave_host_sockets();
  }
  int uname_listener = install_filter();
  send_event('R', "", 0);
  serve(uname_listener);
}

/* Runs with the kernel's initial stack: the number of arguments, then these. The first may be the path of a socket: see joined.c. */
void __attribute__((noreturn, used)) run(const long *stack) {
  forget_caller(stack[0] > 1 ? (const char *)stack[2] : 0);
  read_setup();
  int go[2];
  check(call2(__NR_pipe2, go, O_CLOEXEC), "namespace", "pipe");
  unsigned long namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
  if (!setup.network) {
    namespaces |= CLONE_NEWNET;
  }
  long child = call5(__NR_clone, namespaces | 17 /* SIGCHLD */, 0, 0, 0, 0);
  check(child, "namespace", "clone");
  if (child == 0) {
    close_fd(go[1]);
    inner(go[0]);
  }
  close_fd(go[0]);
  write_map(child, "uid_map");
  write_map(child, "gid_map");
  check(call3(__NR_write, go[1], "g", 1), "namespace", "pipe");
  close_fd(go[1]);
  close_fd(0);
  close_fd(1);
  int status = 0;
  while (call4(__NR_wait4, child, &status, 0, 0) == -EINTR) {
  }
  restore_terminal();
  leave(status == 0 ? 0 : 1);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call run\n");
#else
__asm__(".globl _start\n_start:\n  mov x29, #0\n  mov x30, #0\n  mov x0, sp\n  bl run\n");
#endif

/* gcc calls these even in freestanding programs. */
__attribute__((used, optimize("no-tree-loop-distribute-patterns"))) void *memset(void *to, int value, unsigned long n) {
  byte *at = to;
  while (n--) {
    *at++ = (byte)value;
  }
  return to;
}

__attribute__((used, optimize("no-tree-loop-distribute-patterns"))) void *memcpy(
    void *to, const void *from, unsigned long n) {
  byte *at = to;
  const byte *source = from;
  while (n--) {
    *at++ = *source++;
  }
  return to;
}

/* A program that looks at the session it runs in, one question at a time. No C library, so a tree needs nothing but this file. */
#include <linux/utsname.h>

#include "../../main/c/kernel.h"

static void say(const char *text) { call3(__NR_write, 1, text, length_of(text)); }

static void say_line(const char *text) {
  say(text);
  say("\n");
}

static void say_result(const char *what, long result) {
  char number[24];
  append_number(number, (__u64)(result < 0 ? -result : result));
  say(what);
  say(result < 0 ? ": errno " : ": ");
  say_line(number);
}

static int same(const char *a, const char *b) { return starts_with(a, b) && length_of(a) == length_of(b); }

static long number_of(const char *text) {
  long number = 0;
  while (*text) {
    number = number * 10 + (*text++ - '0');
  }
  return number;
}

static void doze(long seconds) {
  long time[2] = {seconds, 0};
  call2(__NR_nanosleep, time, 0);
}

static void print_file(const char *path) {
  static char content[16384];
  long fd = open_at(AT_FDCWD, path, O_RDONLY, 0);
  if (fd < 0) {
    say_result(path, fd);
    return;
  }
  long n = call3(__NR_read, fd, content, sizeof content);
  if (n < 0) {
    say_result(path, n);
    return;
  }
  call3(__NR_write, 1, content, n);
}

static void list_directory(const char *path) {
  static char entries[16384];
  long fd = open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0);
  if (fd < 0) {
    say_result(path, fd);
    return;
  }
  long n;
  while ((n = call3(__NR_getdents64, fd, entries, sizeof entries)) > 0) {
    for (long at = 0; at < n; at += *(unsigned short *)(entries + at + 16)) {
      say_line(entries + at + 19);
    }
  }
}

/* To a listening Unix socket whose name is in no directory. */
static void connect_abstract(const char *name) {
  static struct {
    unsigned short family;
    char path[108];
  } address = {1 /* AF_UNIX */, {0}};
  append(address.path + 1, name);
  long fd = call3(__NR_socket, 1, 1 /* SOCK_STREAM */, 0);
  say_result("connect", call3(__NR_connect, fd, &address, 2 + 1 + length_of(name)));
}

/* These calls would do harm as root of a host, so they are made in a tree only that says it is made for them. */
static int try_calls(void) {
  static struct new_utsname names;
  long marker = open_at(AT_FDCWD, "/probe-tree", O_RDONLY, 0);
  if (marker < 0 || call3(__NR_getppid, 0, 0, 0) != 1) {
    say_line("refused: not in a session of the tests");
    return 98;
  }
  say_result("fsync", call1(__NR_fsync, 1)); /* EINVAL on a pipe, were it really done */
  say_result("msync", call3(__NR_msync, 1, 1, 4)); /* EINVAL likewise */
  say_result("reboot", call4(__NR_reboot, 0, 0, 0, 0)); /* EINVAL likewise */
  say_result("mount", mount_on("x", "/tmp", "tmpfs", 0, 0));
  say_result("umount", call2(__NR_umount2, "/proc", 0));
  say_result("remount", mount_on(0, "/proc", 0, 32 /* MS_REMOUNT */, 0));
  say_result("sethostname", call2(__NR_sethostname, "x", 1));
  say_result("chmod /dev/null", call3(__NR_fchmodat, AT_FDCWD, "/dev/null", 0600));
  say_result("core_pattern", open_at(AT_FDCWD, "/proc/sys/kernel/core_pattern", O_WRONLY, 0));
  say_result("/proc/1/root", open_at(AT_FDCWD, "/proc/1/root/", O_RDONLY, 0));
  say_result("/proc/1/fd", open_at(AT_FDCWD, "/proc/1/fd/0", O_RDONLY, 0));
  say_result("/proc/1/exe", open_at(AT_FDCWD, "/proc/1/exe", O_RDONLY, 0));
  call1(__NR_uname, &names);
  say_line(names.nodename);
  return 0;
}

static void run_as(char **argv, char **environment) {
  long id = number_of(argv[2]);
  call3(__NR_setresgid, id, id, id);
  call3(__NR_setresuid, id, id, id);
  say_result(argv[3], call3(__NR_execve, argv[3], argv + 3, environment));
}

static void print_all(char **words) {
  while (*words) {
    say_line(*words++);
  }
}

static void long_output(long lines, long width) {
  for (long i = 0; i < lines; i++) {
    for (long j = 0; j < width; j++) {
      say("x");
    }
    say("\n");
  }
}

/* As /bin/sh it prints what the loop of CpuMeasurement.java prints, whatever it is told. */
static void compute(void) {
  char number[24];
  long sum = 0;
  for (long i = 0; i < 2000; i++) {
    sum = (sum * 3 + i) % 9973;
  }
  append_number(number, (__u64)sum);
  say_line(number);
}

static void print_features(char **environment) {
  while (*environment) {
    environment++;
  }
  for (const unsigned long *vector = (const unsigned long *)(environment + 1); vector[0]; vector += 2) {
    if (vector[0] == 16 /* AT_HWCAP */) {
      say_result("features", (long)vector[1]);
    }
  }
}

static int call_what_nobody_knows(void) {
  if (call3(5000, 0, 0, 0) == -38 /* ENOSYS */) {
    say_line("probe: Function not implemented");
  }
  return 1;
}

/* What it was compiled for, whatever uname tells. */
static const char *own_machine(void) {
#if defined(__x86_64__)
  return "x86_64";
#else
  return "aarch64";
#endif
}

static int act(char **argv, char **environment) {
  const char *action = argv[1] ? argv[1] : "exit";
  const char *argument = argv[1] && argv[2] ? argv[2] : "0";
  if (same(action, "exit")) {
    return (int)number_of(argument);
  } else if (same(action, "chroot") && argv[2] && argv[3]) {
    say_result("chroot", call1(__NR_chroot, argv[2]));
    say_result(argv[3], call3(__NR_execve, argv[3], argv + 3, environment));
  } else if (same(action, "connect") && argv[2]) {
    connect_abstract(argv[2]);
  } else if (same(action, "machine")) {
    say_line(own_machine());
  } else if (same(action, "signal")) {
    call2(__NR_kill, call1(__NR_getpid, 0), number_of(argument));
  } else if (same(action, "-c")) {
    compute();
  } else if (same(action, "features")) {
    print_features(environment);
  } else if (same(action, "crash")) {
    *(volatile int *)number_of(argument) = 1;
  } else if (same(action, "illegal")) {
    __builtin_trap();
  } else if (same(action, "unknown-call")) {
    return call_what_nobody_knows();
  } else if (same(action, "argv")) {
    print_all(argv);
  } else if (same(action, "environment")) {
    print_all(environment);
  } else if (same(action, "read")) {
    print_file(argument);
  } else if (same(action, "list")) {
    list_directory(argument);
  } else if (same(action, "calls")) {
    return try_calls();
  } else if (same(action, "as")) {
    run_as(argv, environment);
    return 1;
  } else if (same(action, "id")) {
    say_result("euid", call1(__NR_geteuid, 0));
  } else if (same(action, "release")) {
    static struct new_utsname names;
    call1(__NR_uname, &names);
    say_line(names.release);
    say_line(names.machine);
  } else if (same(action, "bad-text")) {
    say("a\xff" "b\r\nno line end");
  } else if (same(action, "lines")) {
    long_output(number_of(argument), number_of(argv[3]));
  } else if (same(action, "write")) {
    long fd = open_at(AT_FDCWD, argument, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    say_result("write", fd < 0 ? fd : call3(__NR_write, fd, "probe", 5));
  } else if (same(action, "sleep")) {
    say_line("asleep");
    doze(number_of(argument));
  } else if (same(action, "daemon")) {
    if (call5(__NR_clone, 17, 0, 0, 0, 0) == 0) {
      call1(__NR_setsid, 0);
      doze(1000);
    }
    say_line("started");
  } else {
    return 99;
  }
  return 0;
}

void __attribute__((noreturn, used)) run(long *stack) {
  char **argv = (char **)(stack + 1);
  leave(act(argv, argv + stack[0] + 1));
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call run\n");
#else
__asm__(".globl _start\n_start:\n  mov x29, #0\n  mov x30, #0\n  mov x0, sp\n  bl run\n");
#endif

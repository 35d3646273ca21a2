/* System calls and the few string functions that session-init needs, as there is no C library. Calls return -errno. */
#ifndef KERNEL_H
#define KERNEL_H

#include <asm/unistd.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/types.h>

#if defined(__x86_64__)
#define HOST_AUDIT_ARCH AUDIT_ARCH_X86_64

static inline long call6(long n, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
#define HOST_AUDIT_ARCH AUDIT_ARCH_AARCH64

static inline long call6(long n, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = n;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc #0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory", "cc");
  return x0;
}
#else
#error "session-init knows x86_64 and aarch64 head nodes"
#endif

#define call(n, a, b, c, d, e) \
  call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define call5(n, a, b, c, d, e) call(n, a, b, c, d, e)
#define call4(n, a, b, c, d) call(n, a, b, c, d, 0)
#define call3(n, a, b, c) call(n, a, b, c, 0, 0)
#define call2(n, a, b) call(n, a, b, 0, 0, 0)
#define call1(n, a) call(n, a, 0, 0, 0, 0)

#ifndef AT_FDCWD
#define AT_FDCWD (-100)
#endif

typedef unsigned char byte;

/* The second argument of uname(2), which has only one, by which dispatch.c requests a descriptor from uname.c. */
#define EMULATOR_WANTED 0x71656d75

static inline long open_at(int directory, const char *path, int flags, int mode) {
  return call4(__NR_openat, directory, path, flags | O_CLOEXEC, mode);
}

static inline void close_fd(long fd) { call1(__NR_close, fd); }

static inline long make_directory(const char *path, int mode) {
  return call3(__NR_mkdirat, AT_FDCWD, path, mode);
}

static inline long mount_on(
    const char *source, const char *target, const char *type, unsigned long flags, const char *options) {
  return call5(__NR_mount, source, target, type, flags, options);
}

static inline void __attribute__((noreturn)) leave(int status) {
  for (;;) {
    call1(__NR_exit_group, status);
  }
}

static inline __u64 length_of(const char *text) {
  __u64 n = 0;
  while (text[n]) {
    n++;
  }
  return n;
}

static inline int starts_with(const char *text, const char *prefix) {
  while (*prefix) {
    if (*text++ != *prefix++) {
      return 0;
    }
  }
  return 1;
}

/* Appends text and its NUL; returns where the NUL is. The caller's buffer is large enough by construction. */
static inline char *append(char *at, const char *text) {
  while ((*at = *text)) {
    at++;
    text++;
  }
  return at;
}

static inline char *append_number(char *at, __u64 number) {
  char digits[20];
  int n = 0;
  do {
    digits[n++] = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  while (n) {
    *at++ = digits[--n];
  }
  *at = 0;
  return at;
}

#endif

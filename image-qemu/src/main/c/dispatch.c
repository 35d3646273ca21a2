/*
 * dispatch: what the kernel starts for every foreign program of a session that has native twins. It is registered in binfmt_misc with the
 * flags P, O and F: argv[0] is this program, argv[1] the program's path as it was given to execve, argv[2] its own argv[0], and
 * AT_EXECFD the opened file. It becomes the program's twin or, where there is none, the emulator. Both get the environment untouched.
 *
 * A twin stands below TWINS at the path that the program really has, links resolved. It counts only as long as the program is the
 * packaged one: both come from one version of a package, and all architectures' builds of it give their files the time of its last
 * change (dpkg-deb clamps them to SOURCE_DATE_EPOCH); a rebuild is dated for each architecture, hours apart at most,
 * and a twin of another rebuild has time 0, which fits all. A program that was
 * put in its place since has another time. For uses that a twin does not serve, see uses.c. A program that runs with the rights of its set-user-id bit has no twin, for the twin has no such bit.
 */
#include <linux/stat.h>

#include "dispatch.h"

#define TWINS "/dev/.twins/tree"
#define EMULATOR "/dev/.emulator"
#define STARTS "/dev/.starts"
#define REBUILD_SECONDS 86400
#define AT_EXECFD 2
#define AT_SECURE 23
#define SCRIPT_LIMIT 256

static char twin[sizeof TWINS + PATH_LIMIT];
static char *const path = twin + sizeof TWINS - 1;

static unsigned long auxiliary(const unsigned long *vector, unsigned long type, unsigned long otherwise) {
  for (; vector[0]; vector += 2) {
    if (vector[0] == type) {
      return vector[1];
    }
  }
  return otherwise;
}

static int is_twin(const char *file, long program) {
  struct statx here, there;
  if (call5(__NR_statx, AT_FDCWD, file, 0, STATX_TYPE | STATX_MTIME, &there) < 0
      || (there.stx_mode & S_IFMT) != S_IFREG
      || call5(__NR_statx, program, "", AT_EMPTY_PATH, STATX_MTIME, &here) < 0) {
    return 0;
  }
  __s64 apart = here.stx_mtime.tv_sec - there.stx_mtime.tv_sec;
  return there.stx_mtime.tv_sec == 0 || (apart <= REBUILD_SECONDS && apart >= -REBUILD_SECONDS);
}

/* Appends the value of a variable, up to the first character that a line of the report must not contain. */
static char *append_variable(char *at, char **environment, const char *name) {
  for (; *environment; environment++) {
    if (starts_with(*environment, name)) {
      const char *value = *environment + length_of(name);
      for (int n = 0; n < SCRIPT_LIMIT && *value > ' '; n++) {
        *at++ = *value++;
      }
      break;
    }
  }
  *at = 0;
  return at;
}

/*
 * Writes a line of the report: N or E, a space, the maintainer script as dpkg names it (package, dot, script), a space, the path. It is
 * lost where the file is full, which is acceptable.
 */
static void note(int natively, char **environment) {
  static char line[PATH_LIMIT + 2 * SCRIPT_LIMIT + 8];
  long fd = open_at(AT_FDCWD, STARTS, O_WRONLY | O_APPEND, 0);
  if (fd >= 0) {
    char *end = append(line, natively ? "N " : "E ");
    end = append(append_variable(end, environment, "DPKG_MAINTSCRIPT_PACKAGE="), ".");
    end = append(append_variable(end, environment, "DPKG_MAINTSCRIPT_NAME="), " ");
    end = append(append(end, path), "\n");
    call3(__NR_write, fd, line, end - line);
    close_fd(fd);
  }
}

/* Executes the emulator, also in a chroot: there process 1 passes its descriptor (uname.c). */
static void emulate(char **words, char **environment) {
  call3(__NR_execve, EMULATOR, words, environment);
  long emulator = call2(__NR_uname, 0, EMULATOR_WANTED);
  if (emulator > 0) {
    call5(__NR_execveat, emulator, "", words, environment, AT_EMPTY_PATH);
  }
}

void __attribute__((noreturn, used)) run(long *stack) {
  long argc = stack[0];
  char **argv = (char **)stack + 1;
  char **environment = argv + argc + 1;
  char **end = environment;
  while (*end) {
    end++;
  }
  const unsigned long *vector = (const unsigned long *)(end + 1);
  if (argc < 3) {
    leave(126);
  }
  long program = (long)auxiliary(vector, AT_EXECFD, ~0UL);
  if (program < 0) {
    program = open_at(AT_FDCWD, argv[1], O_PATH, 0);
  }
  static char link[40];
  append_number(append(link, "/proc/self/fd/"), (__u64)program);
  append(twin, TWINS);
  long length = call4(__NR_readlinkat, AT_FDCWD, link, path, PATH_LIMIT - 1);
  path[length < 0 ? 0 : length] = 0;
  int natively = length > 0 && !auxiliary(vector, AT_SECURE, 0) && is_twin(twin, program);
  close_fd(program);
  natively = natively && !is_use_of_image(path, argv + 3, environment);
  note(natively, environment);
  if (natively) {
    call3(__NR_execve, twin, argv + 2, environment);
  }
  char *words[argc + 2];
  words[0] = EMULATOR;
  words[1] = "-0";
  words[2] = argv[2];
  words[3] = argv[1][0] == '-' ? path : argv[1];
  for (long i = 3; i <= argc; i++) {
    words[i + 1] = argv[i];
  }
  emulate(words, environment);
  leave(126);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n  mov %rsp, %rdi\n  xor %ebp, %ebp\n  and $-16, %rsp\n  call run\n");
#else
__asm__(".globl _start\n_start:\n  mov x0, sp\n  mov x29, #0\n  mov x30, #0\n  bl run\n");
#endif

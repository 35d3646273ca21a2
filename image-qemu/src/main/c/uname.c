/*
 * What uname(2) tells programs of the session: the release of the image's kernel and the image's machine, also to those that run natively.
 * The files of /proc that tell the same are laid over with it (lay_kernel_name).
 * The filter (filter.c) hands the call over to process 1, which writes the answer into the caller's memory. A caller that ends meanwhile
 * cannot be mistaken for another: the kernel says whether it still waits, and its number is not given anew at once. Where process 1 may
 * not write there (Yama forbids all tracing), the caller is told about the head node's kernel, as without all this; before Linux 5.5 that
 * cannot be, and it gets an error.
 */
#include <linux/ioctl.h>
#include <linux/mount.h>
#include <linux/seccomp.h>
#include <linux/uio.h>
#include <linux/utsname.h>

#include "session.h"

#ifndef SECCOMP_USER_NOTIF_FLAG_CONTINUE
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 1
#endif

#define VERSION "/proc/version"

static struct new_utsname names;
static int emulator = -1;

/* Request U: release, NUL, machine. */
void read_kernel_name(void) {
  const char *release = (const char *)frame;
  __u64 length = length_of(release);
  const char *machine = release + length + 1;
  if (length >= frame_length || length >= sizeof names.release || length_of(machine) >= sizeof names.machine) {
    fail("request", "kernel", -EINVAL);
  }
  append(setup.release, release);
  append(setup.machine, machine);
}

/* Runs before the filter is installed: afterwards this process, too, would wait for its own answer. */
void prepare_uname(void) {
  check(call1(__NR_uname, &names), "filter", "uname");
  if (setup.release[0]) {
    append(names.release, setup.release);
  }
  append(names.machine, setup.machine);
}

/* Lays a file over one of a new /proc; a kernel that is too old has no such file. */
static void lay_proc_file(const char *path, const char *text) {
  static const char source[] = "/dev/.kernel";
  long target = open_at(AT_FDCWD, path, O_PATH | O_NOFOLLOW, 0);
  if (target < 0) {
    return;
  }
  long fd = open_at(AT_FDCWD, source, O_CREAT | O_EXCL | O_WRONLY, 0444);
  check(fd, "kernel", path);
  long length = (long)length_of(text);
  check(call3(__NR_write, fd, text, length) == length ? 0 : -ENOSPC, "kernel", path);
  close_fd(fd);
  check(mount_on(source, descriptor_path(target), 0, MS_BIND, 0), "kernel", path);
  close_fd(target);
  check(call3(__NR_unlinkat, AT_FDCWD, source, 0), "kernel", path);
  target = open_at(AT_FDCWD, path, O_PATH | O_NOFOLLOW, 0);
  check(target, "kernel", path);
  remount(target, MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, path);
  close_fd(target);
}

/* Copies words, each with the space behind it, and returns the start of the next one. */
static const char *copy_words(char **to, const char *from, int words) {
  while (*from && words > 0) {
    words -= *from == ' ';
    *(*to)++ = *from++;
  }
  **to = 0;
  return from;
}

void lay_kernel_name(void) {
  static char line[sizeof names.release + 1], version[PATH_LIMIT + sizeof names.release];
  static char own[PATH_LIMIT];
  if (!setup.machine[0]) {
    return;
  }
  append(append(line, setup.machine), "\n");
  lay_proc_file("/proc/sys/kernel/arch", line);
  if (!setup.release[0]) {
    return;
  }
  append(append(line, setup.release), "\n");
  lay_proc_file("/proc/sys/kernel/osrelease", line);
  long fd = open_at(AT_FDCWD, VERSION, O_RDONLY, 0);
  check(fd, "kernel", VERSION);
  long length = call3(__NR_read, fd, own, sizeof own - 1);
  check(length, "kernel", VERSION);
  close_fd(fd);
  own[length] = 0;
  char *end = version; /* Linux version RELEASE (who built it ...) */
  const char *rest = copy_words(&end, own, 2);
  while (*rest && *rest != ' ') {
    rest++;
  }
  append(append(end, setup.release), rest);
  lay_proc_file(VERSION, version);
}

/*
 * A program in a chroot cannot open the emulator by its path. So the dispatcher requests it by a call that no other program makes:
 * uname(NULL, EMULATOR_WANTED).
 */
void offer_emulator(long file) { emulator = (int)file; }

static int give_emulator(int listener, const struct seccomp_notif *asked) {
  if (emulator < 0 || asked->data.args[0] != 0 || asked->data.args[1] != EMULATOR_WANTED) {
    return 0;
  }
  struct seccomp_notif_addfd added = {asked->id, SECCOMP_ADDFD_FLAG_SEND, (__u32)emulator, 0, O_CLOEXEC};
  return call3(__NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_ADDFD, &added) >= 0;
}

void answer_uname(int listener) {
  static struct seccomp_notif asked;
  static const struct seccomp_notif nobody;
  asked = nobody; /* the kernel insists */
  if (call3(__NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0) {
    return; /* the caller has ended */
  }
  if (give_emulator(listener, &asked)) {
    return;
  }
  struct iovec from = {&names, sizeof names};
  struct iovec to = {(void *)asked.data.args[0], sizeof names};
  struct seccomp_notif_resp answer = {asked.id, 0, 0, 0};
  if (call3(__NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &asked.id) < 0) {
    return;
  }
  if (call6(__NR_process_vm_writev, asked.pid, (long)&from, 1, (long)&to, 1, 0) != (long)sizeof names) {
    answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  }
  if (call3(__NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == -EINVAL) {
    answer.flags = 0;
    answer.error = -EFAULT;
    call3(__NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
  }
}

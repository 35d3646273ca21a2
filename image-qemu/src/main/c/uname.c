/*
 * What uname(2) tells programs of the session: the release of the image's kernel and the image's machine, also to those that run natively.
 * The filter (filter.c) hands the call over to process 1, which writes the answer into the caller's memory. A caller that ends meanwhile
 * cannot be mistaken for another: the kernel says whether it still waits, and its number is not given anew at once. Where process 1 may
 * not write there (Yama forbids all tracing), the caller is told about the head node's kernel, as without all this; before Linux 5.5 that
 * cannot be, and it gets an error.
 */
#include <linux/ioctl.h>
#include <linux/seccomp.h>
#include <linux/uio.h>
#include <linux/utsname.h>

#include "session.h"

#ifndef SECCOMP_USER_NOTIF_FLAG_CONTINUE
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 1
#endif

static struct new_utsname names;

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

/* Before the filter is there: afterwards this process, too, would wait for itself. */
void prepare_uname(void) {
  check(call1(__NR_uname, &names), "filter", "uname");
  append(names.release, setup.release);
  append(names.machine, setup.machine);
}

void answer_uname(int listener) {
  static struct seccomp_notif asked;
  static const struct seccomp_notif nobody;
  asked = nobody; /* the kernel insists */
  if (call3(__NR_ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0) {
    return; /* the caller has ended */
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

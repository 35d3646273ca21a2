/*
 * Native twins: the image's programs, built for the head node (dispatch.c). They are in a directory of the head node that all sessions
 * share, bound read-only below the session's own /dev, as is the emulator. So nothing of them is in the tree, and /proc/PID/exe of a
 * twin leads to a file that cannot be written. The twins expect their loader and libraries below that same place.
 */
#include <linux/mount.h>

#include "session.h"

#define STARTS ".starts" /* lines of dispatch.c */

static long starts = -1;

static void bind_read_only(long dev, const char *source, const char *name) {
  long fd = open_at((int)dev, name, O_PATH | O_NOFOLLOW, 0);
  check(fd, "twins", name);
  check(mount_on(source, descriptor_path(fd), 0, MS_BIND, 0), "twins", source);
  close_fd(fd);
  fd = open_at((int)dev, name, O_PATH | O_NOFOLLOW, 0);
  check(fd, "twins", name);
  remount(fd, MS_RDONLY | MS_NOSUID | MS_NODEV, source);
  close_fd(fd);
}

void offer_twins(long dev) {
  check(call3(__NR_mkdirat, dev, ".twins", 0755), "twins", "mkdir");
  bind_read_only(dev, setup.twins, ".twins");
  long file = open_at((int)dev, ".emulator", O_CREAT | O_EXCL | O_WRONLY, 0755);
  check(file, "twins", "emulator");
  close_fd(file);
  bind_read_only(dev, SCRATCH "/emulator", ".emulator");
  file = open_at((int)dev, ".emulator", O_RDONLY, 0);
  check(file, "twins", "emulator");
  offer_emulator(file);
  file = open_at((int)dev, STARTS, O_CREAT | O_EXCL | O_WRONLY, 0622);
  check(file, "twins", "starts");
  check(call2(__NR_fchmod, file, 0622), "twins", "starts");
  close_fd(file);
  starts = open_at((int)dev, STARTS, O_RDONLY, 0);
  check(starts, "twins", "starts");
}

/* Request L: lays a directory of the twins over the tree's one of the same path; the files of both are visible. */
void lay_directory(void) {
  static char options[3 * PATH_LIMIT];
  const char *path = (const char *)frame;
  if (frame_length >= PATH_LIMIT || path[0] != '/') {
    fail("twins", "path", -EINVAL);
  }
  append(append(append(append(options, "lowerdir=/dev/.twins/tree"), path), ":"), path);
  check(mount_on("overlay", path, "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV, options), "twins", path);
  send_event('K', "", 0);
}

/* Event P: the lines of dispatch.c since the last event. */
void report_starts(void) {
  static byte lines[OUTPUT_CHUNK];
  long n;
  while (starts >= 0 && (n = call3(__NR_read, starts, lines, sizeof lines)) > 0) {
    send_event('P', lines, (__u32)n);
  }
}

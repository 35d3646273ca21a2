/*
 * Files laid read-only over the tree. The tree itself is not changed: a file is bound over the existing one. Where there is none, a
 * placeholder is made to bind over, and removed when the session ends. A placeholder has a recognisable content, so that the next session
 * removes one left by a power failure.
 */
#include <linux/mount.h>
#include <linux/stat.h>

#include "session.h"

#define PLACEHOLDERS 32
#define UMOUNT_NOFOLLOW 8
#define MNT_DETACH 2

static const char mark[] = "placeholder of a cm-image session\n";
static char placeholders[PLACEHOLDERS][PATH_LIMIT];
static int placeholder_count;

static int is_placeholder(long file) {
  char content[sizeof mark];
  long fd = open_at(AT_FDCWD, descriptor_path(file), O_RDONLY, 0);
  if (fd < 0) {
    return 0;
  }
  long n = call3(__NR_read, fd, content, sizeof content);
  close_fd(fd);
  return n == sizeof mark - 1 && (content[n] = 0, starts_with(content, mark));
}

/* Records the real path of a placeholder, links resolved. */
static void remember(long file) {
  if (placeholder_count == PLACEHOLDERS) {
    fail("overlay", "too many files", -ENOSPC);
  }
  char *to = placeholders[placeholder_count];
  long n = call4(__NR_readlinkat, AT_FDCWD, descriptor_path(file), to, PATH_LIMIT - 1);
  check(n, "overlay", "readlink");
  to[n] = 0;
  if (!starts_with(to, "/run/")) {
    placeholder_count++; /* files in /run are removed with the session's own tmpfs */
  }
}

/* Makes the directories on the way to a link's target in /run, as such links dangle in a session. */
static void make_run_directories(const char *path) {
  static char target[PATH_LIMIT];
  long n = call4(__NR_readlinkat, AT_FDCWD, path, target + 1, PATH_LIMIT - 2);
  if (n < 0) {
    return;
  }
  target[0] = '/';
  target[n + 1] = 0;
  char *at = target + 1;
  while (starts_with(at, "../")) {
    at += 3;
  }
  if (*at != '/') {
    at--;
    *at = '/';
  }
  if (!starts_with(at, "/run/")) {
    return;
  }
  for (char *slash = at + 5; *slash; slash++) {
    if (*slash == '/') {
      *slash = 0;
      make_directory(at, 0755);
      *slash = '/';
    }
  }
}

static long open_target(const char *path) {
  long fd = open_at(AT_FDCWD, path, O_PATH, 0);
  if (fd >= 0) {
    struct statx status;
    check(call5(__NR_statx, fd, "", 0x1000 /* AT_EMPTY_PATH */, STATX_TYPE, &status), "overlay", path);
    if ((status.stx_mode & S_IFMT) != S_IFREG) {
      fail("overlay", path, -EINVAL);
    }
    if (is_placeholder(fd)) {
      remember(fd);
    }
    return fd;
  }
  make_run_directories(path);
  long made = open_at(AT_FDCWD, path, O_CREAT | O_EXCL | O_WRONLY, 0644);
  if (made == -EEXIST) {
    made = open_at(AT_FDCWD, path, O_CREAT | O_WRONLY, 0644); /* through a dangling link, but inside the tree */
  }
  check(made, "overlay", path);
  check(call3(__NR_write, made, mark, sizeof mark - 1), "overlay", path);
  remember(made);
  return made;
}

/* Request F: path NUL content. */
void lay_file(void) {
  static char source[40];
  static int number;
  const char *path = (const char *)frame;
  __u64 path_length = length_of(path);
  if (path_length >= frame_length || path_length >= PATH_LIMIT || path[0] != '/') {
    fail("overlay", "path", -EINVAL);
  }
  append_number(append(source, "/dev/.laid-"), (__u64)number++);
  long fd = open_at(AT_FDCWD, source, O_CREAT | O_EXCL | O_WRONLY, 0555);
  check(fd, "overlay", path);
  __u64 size = frame_length - path_length - 1;
  long written = call3(__NR_write, fd, path + path_length + 1, size);
  check(written == (long)size ? 0 : -ENOSPC, "overlay", path);
  check(call2(__NR_fchmod, fd, 0555), "overlay", path);
  close_fd(fd);
  long target = open_target(path);
  check(mount_on(source, descriptor_path(target), 0, MS_BIND, 0), "overlay", path);
  close_fd(target);
  check(call3(__NR_unlinkat, AT_FDCWD, source, 0), "overlay", path);
  fd = open_at(AT_FDCWD, path, O_PATH, 0);
  check(fd, "overlay", path);
  remount(fd, MS_RDONLY | MS_NOSUID | MS_NODEV, path);
  close_fd(fd);
  send_event('K', "", 0);
}

void remove_placeholders(void) {
  while (placeholder_count > 0) {
    const char *path = placeholders[--placeholder_count];
    call2(__NR_umount2, path, MNT_DETACH | UMOUNT_NOFOLLOW);
    long fd = open_at(AT_FDCWD, path, O_PATH | O_NOFOLLOW, 0);
    if (fd >= 0 && is_placeholder(fd)) {
      call3(__NR_unlinkat, AT_FDCWD, path, 0);
    }
    close_fd(fd);
  }
}

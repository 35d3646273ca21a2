/*
 * The session's view of the file system: the tree as /, own /proc, /dev, /sys, /run and /tmp, and nothing of the host.
 *
 * No name inside the tree is looked up while the host's files can be reached: the five mount points are opened without following links,
 * and everything else happens after pivot_root. Programs in the session have no CAP_SYS_ADMIN (commands.c), so what is mounted here
 * stays as it is; a further user namespace made in the session finds these mounts locked.
 *
 * - The tree is mounted nodev: a device node in an image must not open the host's disk.
 * - /proc is read-only: root of the session has the uid of the host's root, and /proc/sys and /proc/sysrq-trigger ask for no more.
 * - The host's device nodes are bound read-only: they can be written to, their owner and mode cannot be changed.
 * - The emulator is copied: through /proc/PID/exe its file can be reached, and must not be the host's.
 */
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/stat.h>
#include <asm/statfs.h>

#include "session.h"

#define MNT_DETACH 2

static int binfmt_misc = -1; /* an open descriptor keeps the instance and its handler, without a visible mount */

char *descriptor_path(long fd) {
  static char path[40];
  append_number(append(path, "/proc/self/fd/"), (__u64)fd);
  return path;
}

/* Adds flags to a mount, given a descriptor of its root. Its present flags may be locked, so they are given again. */
void remount(long fd, unsigned long additional, const char *subject) {
  struct statfs now;
  check(call2(__NR_fstatfs, fd, &now), "mount", subject);
  unsigned long flags = (unsigned long)now.f_flags & (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME);
  if (now.f_flags & 4096 /* ST_RELATIME */) {
    flags |= MS_RELATIME;
  }
  check(
      mount_on(0, descriptor_path(fd), 0, MS_REMOUNT | MS_BIND | flags | additional, 0), "mount", subject);
}

/* Opens a directory directly below the tree's root, without following a link; makes a missing one. */
static long tree_directory(long root, const char *name) {
  long made = call3(__NR_mkdirat, root, name, 0755);
  if (made < 0 && made != -EEXIST) {
    fail("tree", name, made);
  }
  long fd = open_at((int)root, name, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
  check(fd, "tree", name);
  return fd;
}

/* Mounts a new file system on a directory of the tree and returns a descriptor of its root. */
static long mount_new(long root, const char *name, const char *type, unsigned long flags, const char *options) {
  long fd = tree_directory(root, name);
  check(mount_on(type, descriptor_path(fd), type, flags, options), "mount", name);
  close_fd(fd);
  return tree_directory(root, name);
}

static void bind_device(long dev, const char *name) {
  static char host[32];
  append(append(host, "/dev/"), name);
  long source = open_at(AT_FDCWD, host, O_PATH, 0);
  if (source < 0) {
    return; /* a container may have no tty, for example */
  }
  close_fd(source);
  long fd = open_at((int)dev, name, O_CREAT | O_EXCL | O_WRONLY, 0666);
  check(fd, "mount", host);
  check(mount_on(host, descriptor_path(fd), 0, MS_BIND, 0), "mount", host);
  close_fd(fd);
  fd = open_at((int)dev, name, O_PATH | O_NOFOLLOW, 0);
  check(fd, "mount", host);
  remount(fd, MS_RDONLY | MS_NOSUID | MS_NOEXEC, host);
  close_fd(fd);
}

static void populate_dev(long root) {
  static const char *const devices[] = {"null", "zero", "full", "random", "urandom", "tty"};
  static const char *const links[][2] = {
      {"/proc/self/fd", "fd"},
      {"/proc/self/fd/0", "stdin"},
      {"/proc/self/fd/1", "stdout"},
      {"/proc/self/fd/2", "stderr"},
      {"pts/ptmx", "ptmx"},
  };
  /* not noexec: the files laid over the tree are kept here */
  long dev = mount_new(root, "dev", "tmpfs", MS_NOSUID, "mode=755,size=32m");
  for (unsigned i = 0; i < sizeof devices / sizeof devices[0]; i++) {
    bind_device(dev, devices[i]);
  }
  for (unsigned i = 0; i < sizeof links / sizeof links[0]; i++) {
    check(call3(__NR_symlinkat, links[i][0], dev, links[i][1]), "mount", links[i][1]);
  }
  close_fd(mount_new(dev, "pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620,gid=5"));
  close_fd(mount_new(dev, "shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777"));
  if (setup.twins[0]) {
    offer_twins(dev);
  }
  close_fd(dev);
}

static void copy_program(const char *source, const char *target) {
  long from = open_at(AT_FDCWD, source, O_RDONLY, 0);
  check(from, "emulator", source);
  long to = open_at(AT_FDCWD, target, O_CREAT | O_EXCL | O_WRONLY, 0755);
  check(to, "emulator", source);
  long n;
  do {
    n = call4(__NR_sendfile, to, from, 0, 1 << 24);
  } while (n > 0);
  check(n, "emulator", source);
  close_fd(to);
  close_fd(from);
}

/* Since Linux 6.7 every user namespace can have a binfmt_misc of its own, and it is used for programs started in it. */
static void register_emulator(void) {
  copy_program(setup.emulator, SCRATCH "/emulator");
  if (setup.dispatcher[0]) {
    copy_program(setup.dispatcher, SCRATCH "/dispatcher");
  }
  check(make_directory(SCRATCH "/binfmt", 0700), "binfmt", "mkdir");
  check(mount_on("binfmt_misc", SCRATCH "/binfmt", "binfmt_misc", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0), "binfmt", "mount");
  long fd = open_at(AT_FDCWD, SCRATCH "/binfmt/register", O_WRONLY, 0);
  check(fd, "binfmt", "open");
  check(call3(__NR_write, fd, setup.registration, length_of(setup.registration)), "binfmt", "register");
  close_fd(fd);
  binfmt_misc = (int)open_at(AT_FDCWD, SCRATCH "/binfmt", O_PATH | O_DIRECTORY, 0);
  check(binfmt_misc, "binfmt", "keep");
}

static long mount_tree(void) {
  check(make_directory(SCRATCH "/root", 0700), "mount", "scratch");
  check(mount_on(setup.tree, SCRATCH "/root", 0, MS_BIND, 0), "bind", setup.tree);
  long root = open_at(AT_FDCWD, SCRATCH "/root", O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
  check(root, "bind", setup.tree);
  remount(root, MS_NODEV, setup.tree);
  struct statfs now;
  check(call2(__NR_fstatfs, root, &now), "bind", setup.tree);
  if (now.f_flags & MS_NOEXEC) {
    fail("noexec", setup.tree, -EACCES);
  }
  return root;
}

void enter_tree(void) {
  check(mount_on(0, "/", 0, MS_REC | MS_PRIVATE, 0), "mount", "/");
  /* before the scratch area hides this path: the tree and the emulator are never below it */
  check(mount_on("tmpfs", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV, "mode=700"), "mount", "scratch");
  if (setup.emulator[0]) {
    register_emulator();
  }
  long root = mount_tree();
  close_fd(mount_new(root, "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, 0));
  populate_dev(root);
  close_fd(mount_new(root, "sys", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY, "mode=555,size=4k"));
  long run = mount_new(root, "run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
  check(call3(__NR_mkdirat, run, "lock", 01777), "mount", "run/lock");
  check(call3(__NR_fchmodat, run, "lock", 01777), "mount", "run/lock");
  close_fd(run);
  close_fd(mount_new(root, "tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777"));
  check(call1(__NR_fchdir, root), "pivot", setup.tree);
  check(call2(__NR_pivot_root, ".", "."), "pivot", setup.tree);
  check(call2(__NR_umount2, ".", MNT_DETACH), "pivot", setup.tree);
  check(call1(__NR_chdir, "/"), "pivot", setup.tree);
  close_fd(root);
  lay_kernel_name();
}

/*
 * The system call filter of the session. Syncing to disk succeeds without effect: a tree is made durable once, before it is published.
 * Process 1 answers uname. Some calls are refused, although a user namespace already withholds most of the capabilities for them.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/prctl.h>

#include "session.h"

static const unsigned short suppressed[] = {
    __NR_fsync, __NR_fdatasync, __NR_sync, __NR_syncfs, __NR_sync_file_range, __NR_msync,
};

static const unsigned short refused[] = {
    __NR_kexec_load, __NR_kexec_file_load, __NR_init_module, __NR_finit_module, __NR_delete_module,
    __NR_reboot, __NR_swapon, __NR_swapoff, __NR_bpf, __NR_perf_event_open, __NR_open_by_handle_at,
    __NR_clock_settime, __NR_settimeofday, __NR_acct, __NR_add_key, __NR_keyctl, __NR_request_key,
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct sock_filter code[COUNT(suppressed) + COUNT(refused) + 10];

static unsigned emit(unsigned at, __u16 instruction, __u32 k, unsigned if_true, unsigned if_false) {
  code[at] = (struct sock_filter){instruction, (__u8)if_true, (__u8)if_false, k};
  return at + 1;
}

/* Jump offsets are counted from the instruction behind the jump. */
static __u16 write_filter(void) {
  const unsigned calls = COUNT(suppressed) + COUNT(refused);
  unsigned at = 0;
  at = emit(at, BPF_LD | BPF_W | BPF_ABS, 4 /* seccomp_data.arch */, 0, 0);
  at = emit(at, BPF_JMP | BPF_JEQ | BPF_K, HOST_AUDIT_ARCH, 0, calls + 2); /* other ABIs: as without filter */
  at = emit(at, BPF_LD | BPF_W | BPF_ABS, 0 /* seccomp_data.nr */, 0, 0);
  at = emit(at, BPF_JMP | BPF_JEQ | BPF_K, __NR_uname, calls + 3, 0);
  for (unsigned i = 0; i < calls; i++) {
    unsigned left = calls - i; /* to the "allow" after the last comparison */
    int is_suppressed = i < COUNT(suppressed);
    __u32 number = is_suppressed ? suppressed[i] : refused[i - COUNT(suppressed)];
    at = emit(at, BPF_JMP | BPF_JEQ | BPF_K, number, left + (is_suppressed ? 0 : 1), 0);
  }
  at = emit(at, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
  at = emit(at, BPF_RET | BPF_K, SECCOMP_RET_ERRNO, 0, 0);
  at = emit(at, BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM, 0, 0);
  at = emit(at, BPF_RET | BPF_K, setup.machine[0] ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ALLOW, 0, 0);
  return (__u16)at;
}

/*
 * The host's network includes its abstract Unix sockets, whose servers would treat root of the session as root of the host. Landlock blocks
 * them from Linux 6.12 on; an older kernel rejects this ruleset.
 */
void leave_host_sockets(void) {
  struct {
    __u64 file_system, network, scope;
  } rules = {0, 0, 1 /* LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET */};
  long ruleset = call3(__NR_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (ruleset >= 0) {
    check(call2(__NR_landlock_restrict_self, ruleset, 0), "filter", "landlock");
    close_fd(ruleset);
  }
}

int install_filter(void) {
  struct sock_fprog program = {write_filter(), code};
  if (setup.machine[0]) {
    prepare_uname();
    long listener =
        call3(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    if (listener >= 0) {
      return (int)listener;
    }
    setup.machine[0] = 0; /* an old kernel, or a container whose own filter has the only permitted listener */
    program.len = write_filter();
  }
  check(call5(__NR_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0), "filter", "seccomp");
  return -1;
}

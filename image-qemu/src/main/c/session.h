/* What the parts of session-init share. session-init.c tells what the program does. */
#ifndef SESSION_H
#define SESSION_H

#include "kernel.h"

#define FRAME_LIMIT (1 << 20)
#define PATH_LIMIT 4096
#define OUTPUT_CHUNK 32768

/* What the session is for; each string is empty where not asked for. */
struct setup {
  char tree[PATH_LIMIT];
  char emulator[PATH_LIMIT];
  char registration[PATH_LIMIT];
  char dispatcher[PATH_LIMIT];
  char twins[PATH_LIMIT];
  char release[65]; /* what uname(2) tells, as struct new_utsname has it; empty for the host's */
  char machine[65];
  int network;
};

extern struct setup setup;

/* frames.c: u32 payload length, u8 type, payload; numbers little-endian. Requests on 0, events on 1. */
extern byte frame[FRAME_LIMIT + 1];
extern __u32 frame_length;
int read_frame(void); /* the type, or -1 at the end of the requests */
void send_event(int type, const void *payload, __u32 length);
void __attribute__((noreturn)) fail(const char *stage, const char *subject, long error);
void check(long result, const char *stage, const char *subject);

/* mounts.c */
void enter_tree(void);
char *descriptor_path(long fd); /* valid until the next call */
void remount(long fd, unsigned long additional, const char *subject);

/* Exists on every Linux host and holds nothing needed here; in this mount namespace it becomes the scratch area. */
#define SCRATCH "/sys"

/* overlay.c */
void lay_file(void);
void remove_placeholders(void);

/* twins.c */
void offer_twins(long dev);
void lay_directory(void);
void report_starts(void);

/* uname.c */
void read_kernel_name(void);
void prepare_uname(void);
void lay_kernel_name(void);
void offer_emulator(long file);
void answer_uname(int listener);

/* filter.c */
int install_filter(void); /* where uname is asked for; -1 where it is not handed over */

/* commands.c */
void __attribute__((noreturn)) serve(int uname_listener);

#endif

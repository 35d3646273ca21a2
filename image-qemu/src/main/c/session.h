/* The declarations shared by the parts of session-init. session-init.c describes the program. */
#ifndef SESSION_H
#define SESSION_H

#include "kernel.h"

#define FRAME_LIMIT (1 << 20)
#define PATH_LIMIT 4096
#define OUTPUT_CHUNK 32768

/* The parameters of the session; each string is empty where not requested. */
struct setup {
  char tree[PATH_LIMIT];
  char host_name[PATH_LIMIT];
  char emulator[PATH_LIMIT];
  char registration[PATH_LIMIT];
  char dispatcher[PATH_LIMIT];
  char twins[PATH_LIMIT];
  char release[65]; /* the result of uname(2), in the format of struct new_utsname; empty for the host's */
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

/* Exists on every Linux host and has no content that is needed here; in this mount namespace it becomes the scratch area. */
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
void leave_host_sockets(void);
int install_filter(void); /* returns the listener for uname; -1 where there is none */

/*
 * joined.c: a program joined to the standard streams of the caller. With keep_streams the requests come from a socket, and so go the
 * events; the streams are the caller's alone.
 */
#define STREAM_POLLS 6
/* HUP INT QUIT TERM TSTP TTIN TTOU WINCH: the terminal's signals are for the program, which has a terminal of its own */
#define TERMINAL_SIGNALS (1UL << 0 | 1UL << 1 | 1UL << 2 | 1UL << 14 | 1UL << 19 | 1UL << 20 | 1UL << 21 | 1UL << 27)
#define WINDOW_CHANGED 28
struct pollfd;
void keep_streams(const char *socket);
int at_terminal(void);
void restore_terminal(void);
void open_streams(void);
void take_streams(int *streams); /* in the program's process; -1 at an error */
void release_streams(void);      /* closes the ends that only the program is to hold */
void resize_terminal(void);
int watch_streams(struct pollfd *set); /* the number of entries filled */
void pass_streams(const struct pollfd *set, int count);
int is_drained(void); /* whether all output of the program was forwarded */
void close_streams(void);

/* commands.c */
void __attribute__((noreturn)) serve(int uname_listener);

#endif

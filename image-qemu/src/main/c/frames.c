/* The framing of requests and events. */
#include "session.h"

byte frame[FRAME_LIMIT + 1];
__u32 frame_length;

static int read_fully(void *buffer, __u64 size) {
  char *at = buffer;
  while (size > 0) {
    long n = call3(__NR_read, 0, at, size);
    if (n == -EINTR) {
      continue;
    }
    if (n <= 0) {
      return 0;
    }
    at += n;
    size -= (__u64)n;
  }
  return 1;
}

static void write_fully(const void *buffer, __u64 size) {
  const char *at = buffer;
  while (size > 0) {
    long n = call3(__NR_write, 1, at, size);
    if (n == -EINTR) {
      continue;
    }
    if (n <= 0) {
      leave(1); /* the reader has closed its end; when pid 1 ends, the whole session does */
    }
    at += n;
    size -= (__u64)n;
  }
}

int read_frame(void) {
  byte header[5];
  if (!read_fully(header, sizeof header)) {
    return -1;
  }
  frame_length = (__u32)header[0] | (__u32)header[1] << 8 | (__u32)header[2] << 16 | (__u32)header[3] << 24;
  if (frame_length > FRAME_LIMIT || !read_fully(frame, frame_length)) {
    return -1;
  }
  frame[frame_length] = 0;
  return header[4];
}

void send_event(int type, const void *payload, __u32 length) {
  byte header[5] = {(byte)length, (byte)(length >> 8), (byte)(length >> 16), (byte)(length >> 24), (byte)type};
  write_fully(header, sizeof header);
  write_fully(payload, length);
}

/* Event E: u32 errno, stage NUL subject. */
void fail(const char *stage, const char *subject, long error) {
  static char text[2 * PATH_LIMIT];
  __u32 number = (__u32)-error;
  for (int i = 0; i < 4; i++) {
    text[i] = (char)(number >> (8 * i));
  }
  char *end = append(append(text + 4, stage) + 1, subject);
  send_event('E', text, (__u32)(end - text));
  leave(1);
}

void check(long result, const char *stage, const char *subject) {
  if (result < 0) {
    fail(stage, subject, result);
  }
}

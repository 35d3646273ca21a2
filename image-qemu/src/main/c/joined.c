/*
 * A program joined to the standard streams of the caller. None of these is handed to it: it has pipes, or, where the caller's input and
 * output are a terminal, a terminal of the session's own devpts, and process 1 passes on what comes. So it reaches no file of the host,
 * nor can it type into the caller's terminal.
 *
 * The caller's terminal is raw meanwhile: Ctrl-C and its like are the program's terminal's business. The outer process, which outlives
 * process 1, puts it back, however the session ends.
 */
#include <asm/poll.h>
#include <asm/termios.h>

#include "session.h"

#define CALLER 3 /* the caller's streams are kept as descriptors 3, 4 and 5 */
#define CHUNK 16384
/*
 * A pipe that polls as writable accepts this many bytes at once; more could block, as the caller's streams must not be made non-blocking.
 */
#define PIECE 4096

/* The bytes in transit in one direction. */
struct flow {
  int from, to;
  unsigned begin, end;
  byte bytes[CHUNK];
};

enum direction { IN, OUT, ERROR, FLOWS };

static struct flow flows[FLOWS];
static int joined, terminal;
static struct termios cooked, raw;
static int program_ends[3] = {-1, -1, -1};

static void connect_to(const char *path) {
  struct {
    unsigned short family;
    char path[108];
  } address = {1 /* AF_UNIX */, {0}};
  if (length_of(path) >= sizeof address.path) {
    leave(1);
  }
  append(address.path, path);
  long fd = call3(__NR_socket, 1, 1 | O_CLOEXEC /* SOCK_STREAM | SOCK_CLOEXEC */, 0);
  if (fd < 0 || call3(__NR_connect, fd, &address, sizeof address) < 0 || call3(__NR_dup3, fd, 0, O_CLOEXEC) < 0
      || call3(__NR_dup3, fd, 1, O_CLOEXEC) < 0) {
    leave(1);
  }
  close_fd(fd);
}

void keep_streams(const char *socket) {
  for (int i = 0; i < 3; i++) {
    long kept = call3(__NR_fcntl, i, F_DUPFD_CLOEXEC, CALLER);
    if (kept < 0) {
      kept = open_at(AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC, 0);
    }
    if (kept != CALLER + i) {
      leave(1);
    }
  }
  connect_to(socket);
  joined = 1;
  terminal = call3(__NR_ioctl, CALLER, TCGETS, &cooked) == 0 && call3(__NR_ioctl, CALLER + 1, TCGETS, &raw) == 0;
}

int at_terminal(void) { return terminal; }

static void make_raw(void) {
  raw = cooked;
  raw.c_iflag &= ~(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
  raw.c_oflag &= ~OPOST;
  raw.c_lflag &= ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
  raw.c_cflag = (raw.c_cflag & ~(CSIZE | PARENB)) | CS8;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  call3(__NR_ioctl, CALLER, TCSETS, &raw);
}

/*
 * Runs in the outer process. A shell that has its terminal back already, since the Java process was killed, has its own settings, which are
 * kept.
 */
void restore_terminal(void) {
  struct termios now;
  if (terminal && call3(__NR_ioctl, CALLER, TCGETS, &now) == 0 && !(now.c_lflag & (ICANON | ISIG)) && now.c_cc[VMIN] == 1) {
    call3(__NR_ioctl, CALLER, TCSETS, &cooked);
  }
}

void resize_terminal(void) {
  struct winsize size;
  if (terminal && flows[IN].to >= 0 && call3(__NR_ioctl, CALLER, TIOCGWINSZ, &size) == 0) {
    call3(__NR_ioctl, flows[IN].to, TIOCSWINSZ, &size);
  }
}

static void start_flow(enum direction direction, int from, int to) {
  flows[direction].from = from;
  flows[direction].to = to;
  flows[direction].begin = flows[direction].end = 0;
}

static void open_terminal(void) {
  long master = open_at(AT_FDCWD, "/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC, 0);
  check(master, "terminal", "/dev/ptmx");
  int locked = 0;
  check(call3(__NR_ioctl, master, TIOCSPTLCK, &locked), "terminal", "unlock");
  long slave = call3(__NR_ioctl, master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
  check(slave, "terminal", "open");
  call3(__NR_ioctl, slave, TCSETS, &cooked); /* with the caller's keys for erase, interrupt and so on */
  program_ends[0] = program_ends[1] = program_ends[2] = (int)slave;
  start_flow(IN, CALLER, (int)master);
  start_flow(OUT, (int)master, CALLER + 1);
  start_flow(ERROR, -1, -1);
  resize_terminal();
  make_raw();
}

static void open_pipes(void) {
  for (int i = 0; i < FLOWS; i++) {
    int ends[2];
    check(call2(__NR_pipe2, ends, O_CLOEXEC), "process", "pipe");
    int own = i == IN ? ends[1] : ends[0];
    program_ends[i] = i == IN ? ends[0] : ends[1];
    call3(__NR_fcntl, own, F_SETFL, O_NONBLOCK);
    if (i == IN) {
      start_flow(IN, CALLER, own);
    } else {
      start_flow((enum direction)i, own, CALLER + i);
    }
  }
}

void open_streams(void) {
  if (!joined) {
    fail("request", "streams", -EINVAL);
  }
  if (terminal) {
    open_terminal();
  } else {
    open_pipes();
  }
}

void take_streams(int *streams) {
  call1(__NR_setsid, 0);
  for (int i = 0; i < 3; i++) {
    streams[i] = program_ends[i];
  }
  if (terminal) {
    call3(__NR_ioctl, streams[0], TIOCSCTTY, 0);
  }
}

void release_streams(void) {
  for (int i = 0; i < (terminal ? 1 : 3); i++) {
    close_fd(program_ends[i]);
  }
}

/* Ends a direction. A program whose terminal is closed gets a hang-up; one whose pipe is closed gets the end of its input, or SIGPIPE. */
static void stop(enum direction direction) {
  struct flow *flow = &flows[direction];
  int own = direction == IN ? flow->to : flow->from;
  start_flow(direction, -1, -1);
  if (own >= 0) {
    close_fd(own);
  }
  if (terminal) { /* one descriptor for both directions */
    start_flow(IN, -1, -1);
    start_flow(OUT, -1, -1);
  }
}

int watch_streams(struct pollfd *set) {
  int count = 0;
  for (int i = 0; i < FLOWS; i++) {
    int full = flows[i].begin < flows[i].end;
    set[count++] = (struct pollfd){full ? flows[i].to : flows[i].from, full ? POLLOUT : POLLIN, 0};
  }
  return count;
}

static int is_passing(long result) { return result == -EAGAIN || result == -EINTR; }

static void pass(enum direction direction) {
  struct flow *flow = &flows[direction];
  if (flow->begin == flow->end) {
    long n = call3(__NR_read, flow->from, flow->bytes, CHUNK);
    if (n > 0) {
      flow->begin = 0;
      flow->end = (unsigned)n;
    } else if (!is_passing(n)) {
      stop(direction);
    }
    return;
  }
  unsigned size = flow->end - flow->begin;
  long n = call3(__NR_write, flow->to, flow->bytes + flow->begin, size < PIECE ? size : PIECE);
  if (n > 0) {
    flow->begin += (unsigned)n;
  } else if (!is_passing(n)) {
    stop(direction);
  }
}

void pass_streams(const struct pollfd *set, int count) {
  for (int i = 0; i < count; i++) {
    if (set[i].revents && set[i].fd >= 0 && flows[i].to >= 0) {
      pass((enum direction)i);
    }
  }
}

/* Called when the program has ended: other processes of its session may hold the other end open without end. */
int is_drained(void) {
  for (int i = OUT; i < FLOWS; i++) {
    struct flow *flow = &flows[i];
    if (flow->from < 0) {
      continue;
    }
    if (flow->begin == flow->end) {
      pass((enum direction)i);
    }
    if (flow->from >= 0 && flow->begin < flow->end) {
      return 0;
    }
  }
  return 1;
}

void close_streams(void) {
  for (int i = 0; i < FLOWS; i++) {
    stop((enum direction)i);
  }
}

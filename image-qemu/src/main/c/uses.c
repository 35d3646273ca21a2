/*
 * Uses of a program that its twin does not serve. Two kinds hold for all programs: the loader is told to load libraries, or to tell about
 * itself, by the environment or by /etc/ld.so.preload; and iconv is told where its modules are. Those are the image's, which no twin can load.
 *
 * The others are named by the catalog, in a file at the program's path below USES. A line of it is one of
 *
 *   =PATTERN    one of the shell's: * any text, ? any character, [a-z] [!a-z] one of or none of these. The use is the image's if an
 *               argument matches it, or all of a file that is read
 *   @script     the first argument that names a regular file is read
 *   @arguments  all arguments that name regular files are read
 *   /DIRECTORY  the regular files in it are read
 *
 * Of each file the first megabyte is read; a script that goes on for longer brings data with it.
 */
#include <linux/stat.h>

#include "dispatch.h"

#define USES "/dev/.twins/uses"
#define LINES_LIMIT 8192
#define TEXT_LIMIT (1 << 20)
#define PATTERNS 64

static char lines[LINES_LIMIT];
static const char *patterns[PATTERNS];
static int pattern_count;
static char text[TEXT_LIMIT];

/* Returns the rest of the pattern behind the element for one character, if that matches; else 0. */
static const char *behind(const char *pattern, char character) {
  if (*pattern == '?') {
    return pattern + 1;
  }
  if (*pattern != '[') {
    return *pattern && *pattern == character ? pattern + 1 : 0;
  }
  int none = *++pattern == '!', found = 0;
  pattern += none;
  do {
    if (pattern[0] && pattern[1] == '-' && pattern[2] && pattern[2] != ']') {
      found |= character >= pattern[0] && character <= pattern[2];
      pattern += 3;
    } else if (*pattern) {
      found |= character == *pattern++;
    }
  } while (*pattern && *pattern != ']');
  return *pattern && found != none ? pattern + 1 : 0;
}

static int matches(const char *pattern, const char *at, const char *end) {
  const char *star = 0, *retry = 0;
  while (at < end) {
    const char *next;
    if (*pattern == '*') {
      star = ++pattern;
      retry = at;
      if (!*pattern) {
        return 1;
      }
    } else if ((next = behind(pattern, *at))) {
      pattern = next;
      at++;
    } else if (star) {
      pattern = star;
      at = ++retry;
    } else {
      return 0;
    }
  }
  while (*pattern == '*') {
    pattern++;
  }
  return !*pattern;
}

static int matches_any(const char *at, const char *end) {
  for (int i = 0; i < pattern_count; i++) {
    if (matches(patterns[i], at, end)) {
      return 1;
    }
  }
  return 0;
}

/* Reads up to a limit; returns the number of bytes, or an error. */
static long read_whole(long fd, char *to, long limit) {
  long size = 0, n;
  while (size < limit && (n = call3(__NR_read, fd, to + size, limit - size)) != 0) {
    if (n < 0) {
      return n;
    }
    size += n;
  }
  return size;
}

enum reading { NO_FILE = -1, NO_MATCH, MATCH };

static enum reading read_file(long directory, const char *name) {
  struct statx status;
  if (call5(__NR_statx, directory, name, 0, STATX_TYPE, &status) < 0 || (status.stx_mode & S_IFMT) != S_IFREG) {
    return NO_FILE;
  }
  long fd = open_at((int)directory, name, O_RDONLY | O_NONBLOCK, 0);
  long size = fd < 0 ? fd : read_whole(fd, text, TEXT_LIMIT);
  if (fd >= 0) {
    close_fd(fd);
  }
  return size > 0 && matches_any(text, text + size) ? MATCH : NO_MATCH;
}

static int has_match(const char *directory) {
  static char entries[LINES_LIMIT] __attribute__((aligned(8)));
  long fd = open_at(AT_FDCWD, directory, O_RDONLY | O_DIRECTORY, 0);
  int found = 0;
  long n;
  while (fd >= 0 && !found && (n = call3(__NR_getdents64, fd, entries, sizeof entries)) > 0) {
    for (long at = 0; at < n && !found; at += *(unsigned short *)(entries + at + 16)) {
      found = read_file(fd, entries + at + 19) == MATCH;
    }
  }
  if (fd >= 0) {
    close_fd(fd);
  }
  return found;
}

static int loads_of_image(char **environment) {
  struct statx status;
  for (; *environment; environment++) {
    const char *value = *environment;
    if (starts_with(value, "LD_") || starts_with(value, "GCONV_PATH=")) {
      while (*value && *value++ != '=') {
      }
      if (*value) {
        return 1;
      }
    }
  }
  return call5(__NR_statx, AT_FDCWD, "/etc/ld.so.preload", 0, STATX_SIZE, &status) == 0 && status.stx_size > 0;
}

/* Which files named in arguments are read. */
enum named { NONE, SCRIPT, ALL };

static int match_arguments(char **arguments, enum named read) {
  for (; *arguments; arguments++) {
    if (matches_any(*arguments, *arguments + length_of(*arguments))) {
      return 1;
    }
    enum reading found = read == NONE ? NO_FILE : read_file(AT_FDCWD, *arguments);
    if (found == MATCH) {
      return 1;
    }
    if (found == NO_MATCH && read == SCRIPT) {
      read = NONE;
    }
  }
  return 0;
}

/*
 * Parses the lines of a file into patterns, except those that begin with a slash. Returns whether arguments are read, or -1 where the file
 * is too long.
 */
static int read_patterns(long size) {
  int read = 0;
  if (size <= 0 || size == LINES_LIMIT || lines[size - 1] != '\n') {
    return -1;
  }
  for (long at = 0; at < size;) {
    const char *line = lines + at;
    while (lines[at] != '\n') {
      at++;
    }
    lines[at++] = 0;
    if (*line == '@') {
      read = line[1] == 's' ? SCRIPT : ALL;
    } else if (*line == '=') {
      if (pattern_count == PATTERNS) {
        return -1;
      }
      patterns[pattern_count++] = line + 1;
    }
  }
  return (int)read;
}

int is_use_of_image(const char *program, char **arguments, char **environment) {
  static char path[sizeof USES + PATH_LIMIT];
  if (loads_of_image(environment)) {
    return 1;
  }
  append(append(path, USES), program);
  long fd = open_at(AT_FDCWD, path, O_RDONLY, 0);
  if (fd < 0) {
    return 0;
  }
  long size = read_whole(fd, lines, LINES_LIMIT);
  close_fd(fd);
  int read = read_patterns(size);
  if (read < 0 || match_arguments(arguments, (enum named)read)) {
    return 1;
  }
  for (long at = 0; at < size; at += (long)length_of(lines + at) + 1) {
    if (lines[at] == '/' && has_match(lines + at)) {
      return 1;
    }
  }
  return 0;
}

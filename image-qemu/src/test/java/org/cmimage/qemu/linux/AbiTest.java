package org.cmimage.qemu.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.cmimage.core.tree.NodeType;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Numbers of system calls and flags, and offsets of fields, for each architecture of head nodes:
 * compared with the headers of the kernel and glibc by the compiler for it.
 */
class AbiTest {
  private static final String HEADERS =
      """
      #define _GNU_SOURCE
      #include <dirent.h>
      #include <errno.h>
      #include <fcntl.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <sys/stat.h>
      #include <sys/statvfs.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      #include <linux/fs.h>
      #include <linux/openat2.h>
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("org.cmimage.model.Architecture#headNodes")
  void numbersAreThoseOfTheHeaders(Architecture architecture) throws Exception {
    assertThat(complaints(architecture, numbers(architecture))).isEmpty();
  }

  @Test
  void numbersOfTheOtherArchitectureAreNot() throws Exception {
    assertThat(complaints(Architecture.AARCH64, numbers(Architecture.X86_64)))
        .contains("O_DIRECTORY", "O_NOFOLLOW", "SYS_getdents64", "SYS_mknodat");
    assertThat(complaints(Architecture.AARCH64, Map.of("offsetof(struct statx, stx_ino)", 33L)))
        .contains("stx_ino");
  }

  private static Map<String, Long> numbers(Architecture architecture) {
    Abi abi = Abi.of("Linux", architecture.unameName()).orElseThrow();
    Map<String, Long> numbers = new LinkedHashMap<>();
    numbers.put("O_DIRECTORY", (long) abi.openDirectory);
    numbers.put("O_NOFOLLOW", (long) abi.openNoFollow);
    numbers.put("SYS_getdents64", abi.getdents64);
    numbers.put("SYS_mknodat", abi.mknodat);
    numbers.put("SYS_openat2", LibC.SYS_OPENAT2);
    numbers.put("AT_FDCWD", (long) LibC.AT_FDCWD);
    numbers.put("AT_SYMLINK_NOFOLLOW", (long) LibC.AT_SYMLINK_NOFOLLOW);
    numbers.put("AT_REMOVEDIR", (long) LibC.AT_REMOVEDIR);
    numbers.put("AT_EMPTY_PATH", (long) LibC.AT_EMPTY_PATH);
    numbers.put("O_WRONLY", (long) LibC.O_WRONLY);
    numbers.put("O_CREAT", (long) LibC.O_CREAT);
    numbers.put("O_EXCL", (long) LibC.O_EXCL);
    numbers.put("O_NOCTTY", (long) LibC.O_NOCTTY);
    numbers.put("O_NONBLOCK", (long) LibC.O_NONBLOCK);
    numbers.put("O_CLOEXEC", (long) LibC.O_CLOEXEC);
    numbers.put("O_PATH", (long) LibC.O_PATH);
    numbers.put("RENAME_NOREPLACE", (long) LibC.RENAME_NOREPLACE);
    numbers.put("RENAME_EXCHANGE", (long) LibC.RENAME_EXCHANGE);
    numbers.put("SEEK_DATA", (long) LibC.SEEK_DATA);
    numbers.put("SEEK_HOLE", (long) LibC.SEEK_HOLE);
    numbers.put("FICLONE", 0x40049409L);
    numbers.put("S_IFCHR", (long) Status.modeBits(NodeType.CHARACTER_DEVICE));
    numbers.put("S_IFSOCK", (long) Status.modeBits(NodeType.SOCKET));
    numbers.putAll(layouts());
    IntStream.rangeClosed(1, 133)
        .filter(number -> !Errno.name(number).startsWith("errno "))
        .forEach(number -> numbers.put(Errno.name(number), (long) number));
    return numbers;
  }

  /** The offsets that are read and written. */
  private static Map<String, Long> layouts() {
    Map<String, Long> layouts = new LinkedHashMap<>();
    offsets(layouts, "statx", Map.of("stx_attributes", 8, "stx_nlink", 16, "stx_uid", 20));
    offsets(layouts, "statx", Map.of("stx_gid", 24, "stx_mode", 28, "stx_ino", 32));
    offsets(layouts, "statx", Map.of("stx_size", 40, "stx_mtime.tv_sec", 112));
    offsets(layouts, "statx", Map.of("stx_mtime.tv_nsec", 120, "stx_rdev_major", 128));
    offsets(layouts, "statx", Map.of("stx_rdev_minor", 132, "stx_dev_major", 136));
    offsets(layouts, "statx", Map.of("stx_dev_minor", 140));
    offsets(layouts, "statvfs", Map.of("f_frsize", 8, "f_bavail", 32, "f_files", 40));
    offsets(layouts, "statvfs", Map.of("f_favail", 56, "f_flag", 72));
    offsets(layouts, "open_how", Map.of("flags", 0, "mode", 8, "resolve", 16));
    offsets(layouts, "dirent64", Map.of("d_reclen", 16, "d_name", 19));
    offsets(layouts, "timespec", Map.of("tv_sec", 0, "tv_nsec", 8));
    layouts.put("sizeof(struct open_how)", 24L);
    layouts.put("sizeof(struct timespec)", 16L);
    return layouts;
  }

  private static void offsets(Map<String, Long> layouts, String type, Map<String, Integer> fields) {
    fields.forEach(
        (field, offset) ->
            layouts.put("offsetof(struct " + type + ", " + field + ")", offset.longValue()));
  }

  /** Returns what the compiler says where a number is another one. */
  private String complaints(Architecture architecture, Map<String, Long> numbers)
      throws InterruptedException, IOException {
    String compiler = architecture + "-linux-gnu-gcc";
    StringBuilder source = new StringBuilder(HEADERS);
    numbers.forEach(
        (name, number) ->
            source.append("_Static_assert((%s) == %d, \"%1$s\");\n".formatted(name, number)));
    Path file = Files.writeString(directory.resolve("numbers.c"), source);
    Process process;
    try {
      process =
          new ProcessBuilder(List.of(compiler, "-fsyntax-only", file.toString()))
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return abort("needs " + compiler + " with glibc's headers");
    }
    byte[] said = process.getInputStream().readAllBytes();
    process.waitFor();
    return new String(said, StandardCharsets.UTF_8);
  }
}

package org.cmimage.architecture;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules. Each returns one line per violation, empty if the files keep it. */
final class Rules {
  static final int MAX_FILE_LINES = 500;
  static final int MAX_TEST_FILE_LINES = 600;
  static final int MAX_METHOD_LINES = 60;
  static final int MAX_PARAMETERS = 5;

  /** Which of our packages a module's main code may name; a module's tests may use the same. */
  private static final ImmutableMap<String, ImmutableSet<String>> KNOWS =
      ImmutableMap.of(
          "cluster-model", ImmutableSet.of("model"),
          "image-core", ImmutableSet.of("model", "core"),
          "image-sources", ImmutableSet.of("model", "core", "sources"),
          "image-qemu", ImmutableSet.of("model", "core", "qemu"),
          "cli",
              ImmutableSet.of(
                  "model", "core", "sources", "qemu", "cli", "architecture", "endtoend"));

  /** The one place of a library: a module, or a package in it. */
  private static final ImmutableMap<String, String> HOMES =
      ImmutableMap.<String, String>builder()
          .put("java.sql.", "cluster-model: org.cmimage.model.store.sql")
          .put("javax.sql.", "cluster-model: org.cmimage.model.store.sql")
          .put("org.sqlite.", "cluster-model: org.cmimage.model.store.sql")
          .put("org.snakeyaml.", "image-core: org.cmimage.core")
          .put("org.apache.commons.", "image-sources: org.cmimage.sources")
          .put("org.tukaani.", "image-sources: org.cmimage.sources")
          .put("com.github.luben.", "image-sources: org.cmimage.sources")
          .put("org.sat4j.", "image-sources: org.cmimage.sources")
          .put("com.sun.jna.", "image-qemu: org.cmimage.qemu")
          .put("picocli.", "cli: org.cmimage.cli")
          .put("org.jline.", "cli: org.cmimage.cli.shell.entry")
          .put("com.fasterxml.", "cli: org.cmimage.cli")
          .put("java.util.logging.", "cli: org.cmimage.cli")
          .put("System.out", "cli: org.cmimage.cli")
          .put("System.err", "cli: org.cmimage.cli")
          .put("System.exit", "cli: org.cmimage.cli")
          .build();

  /** Methods with the parameters of a system call: mknodat(2). */
  private static final ImmutableSet<String> SYSTEM_CALLS = ImmutableSet.of("HostCalls.makeNode");

  /** Where the words of others are the only thing that tells failures apart, and whose they are. */
  private static final ImmutableMap<String, String> FOREIGN_WORDS =
      ImmutableMap.of(
          "CheckedStream.java", "zstd-jni and the program xz say in words that a limit is reached",
          "FailureReport.java", "picocli begins some of its messages with Error:",
          "HostFault.java", "the JDK has strerror(3)'s words alone",
          "LocationFault.java", "JSch has one class for all its exceptions",
          "StandardOutput.java", "the JDK has no class for EPIPE",
          "StoreFile.java", "SQLite's driver passes on the JDK's words");

  private static final Pattern VAGUE = Pattern.compile(".*(Manager|Helper|Util|Utils|Impl)");

  private Rules() {}

  /** Modules see only those below them. */
  static ImmutableList<String> unknownModules(List<SourceFile> files) {
    ImmutableList.Builder<String> found = ImmutableList.builder();
    for (SourceFile file : files) {
      for (String name : file.names()) {
        if (name.startsWith("org.cmimage.")
            && !KNOWS.get(file.module()).contains(name.split("\\.")[2])) {
          found.add(file + " names " + name);
        }
      }
    }
    return found.build();
  }

  /** Each library, and the terminal, has one home. Tests may use a library as an oracle. */
  static ImmutableList<String> strayLibraries(List<SourceFile> files) {
    ImmutableList.Builder<String> found = ImmutableList.builder();
    for (SourceFile file : files) {
      String place = file.module() + ": " + file.packageName();
      for (String name : file.test() ? ImmutableSet.<String>of() : file.names()) {
        HOMES.forEach(
            (library, home) -> {
              if (name.startsWith(library) && !place.startsWith(home)) {
                found.add(file + " names " + name + ", whose home is " + home);
              }
            });
      }
    }
    return found.build();
  }

  /** Files, methods and parameter lists within their budgets. */
  static ImmutableList<String> tooBig(List<SourceFile> files) {
    ImmutableList.Builder<String> found = ImmutableList.builder();
    for (SourceFile file : files) {
      int most = file.test() ? MAX_TEST_FILE_LINES : MAX_FILE_LINES;
      if (file.lines() > most) {
        found.add(file + " has " + file.lines() + " lines, more than " + most);
      }
      for (SourceFile.Method method : file.methods()) {
        if (method.lines() > MAX_METHOD_LINES) {
          found.add(
              "%s: %s has %d lines, more than %d"
                  .formatted(file, method.name(), method.lines(), MAX_METHOD_LINES));
        }
        if (method.parameters() > MAX_PARAMETERS && !SYSTEM_CALLS.contains(method.name())) {
          found.add(
              "%s: %s has %d parameters, more than %d"
                  .formatted(file, method.name(), method.parameters(), MAX_PARAMETERS));
        }
      }
    }
    return found.build();
  }

  /** A name says what a class is for. */
  static ImmutableList<String> vagueNames(List<SourceFile> files) {
    return files.stream()
        .flatMap(
            file ->
                file.types().stream()
                    .filter(type -> VAGUE.matcher(type).matches())
                    .map(type -> file + " declares " + type))
        .collect(ImmutableList.toImmutableList());
  }

  /** Every package of main code has a package-info that marks it as free of null. */
  static ImmutableList<String> undescribedPackages(List<SourceFile> files) {
    TreeSet<String> packages = new TreeSet<>();
    mainCode(files).forEach(file -> packages.add(file.packageName()));
    mainCode(files)
        .filter(file -> file.name().equals("package-info.java") && file.nullMarked())
        .forEach(file -> packages.remove(file.packageName()));
    return ImmutableList.copyOf(packages);
  }

  /** A package is in one module only, and its name tells in which. */
  static ImmutableList<String> strayPackages(List<SourceFile> files) {
    ImmutableMap<String, String> roots =
        ImmutableMap.of(
            "cluster-model", "org.cmimage.model",
            "image-core", "org.cmimage.core",
            "image-sources", "org.cmimage.sources",
            "image-qemu", "org.cmimage.qemu",
            "cli", "org.cmimage.cli");
    return mainCode(files)
        .filter(file -> !(file.packageName() + ".").startsWith(roots.get(file.module()) + "."))
        .map(SourceFile::toString)
        .collect(ImmutableList.toImmutableList());
  }

  /** Files that take a message apart without an exception, and exceptions without a need. */
  static ImmutableList<String> readMessages(List<SourceFile> files) {
    Stream<String> read =
        mainCode(files)
            .filter(
                file -> !file.messageReads().isEmpty() && !FOREIGN_WORDS.containsKey(file.name()))
            .map(file -> file + " takes a message apart: " + file.messageReads());
    Stream<String> idle =
        mainCode(files)
            .filter(file -> file.messageReads().isEmpty() && FOREIGN_WORDS.containsKey(file.name()))
            .map(file -> file + " is excepted and takes no message apart");
    return Stream.concat(read, idle).collect(ImmutableList.toImmutableList());
  }

  private static Stream<SourceFile> mainCode(List<SourceFile> files) {
    return files.stream().filter(file -> !file.test());
  }
}

package org.cmimage.core;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directories in which programs of this machine are looked for, in this order. Immutable.
 *
 * @param directories absolute
 */
public record SearchPath(List<Path> directories) {
  /**
   * The directories of a system. Fixed, as for a set-user-id program: the caller's environment must
   * not choose the program that verifies signatures.
   */
  public static final String SYSTEM = "/usr/sbin:/usr/bin:/sbin:/bin";

  public SearchPath {
    directories = ImmutableList.copyOf(directories);
  }

  /**
   * Parses the form of the environment variable {@code PATH}. What is not absolute is left out.
   *
   * @param text directories separated by colons
   */
  public static SearchPath parse(String text) {
    return new SearchPath(
        Splitter.on(':')
            .omitEmptyStrings()
            .splitToStream(text)
            .map(Path::of)
            .filter(Path::isAbsolute)
            .collect(ImmutableList.toImmutableList()));
  }

  /**
   * Returns the directories that the caller of this process chose, then those of a system: for
   * programs that check nothing which must be trusted.
   */
  public static SearchPath ofCaller() {
    return parse(System.getenv().getOrDefault("PATH", "") + ":" + SYSTEM);
  }

  /** Returns the program in the first directory that has one of these names, the first of them. */
  public Optional<Path> find(String... names) {
    return directories.stream()
        .flatMap(directory -> Stream.of(names).map(directory::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

package org.cmimage.core.preinstall;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;

/**
 * What the first line of a script names, as execve(2) reads it.
 *
 * @param path absolute
 * @param argument everything behind it, without the white space around it; perhaps empty
 */
record Interpreter(String path, String argument) {
  /** {@code BINPRM_BUF_SIZE} of Linux: what is longer is cut off. */
  private static final int LONGEST_LINE = 256;

  private static final CharMatcher BLANK = CharMatcher.anyOf(" \t");
  private static final Splitter WORDS = Splitter.on(BLANK).omitEmptyStrings();

  /** Where a session looks for programs. */
  private static final List<String> SEARCH_PATH =
      List.of("usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin");

  /**
   * Reads the first line.
   *
   * @return empty where it names no interpreter
   */
  static Optional<Interpreter> of(byte[] content) {
    String head = new String(content, 0, Math.min(content.length, LONGEST_LINE), ISO_8859_1);
    int end = head.indexOf('\n');
    if (!head.startsWith("#!")) {
      return Optional.empty();
    }
    String line = BLANK.trimFrom(head.substring(2, end < 0 ? head.length() : end));
    int space = BLANK.indexIn(line);
    String path = space < 0 ? line : line.substring(0, space);
    return path.startsWith("/")
        ? Optional.of(new Interpreter(path, BLANK.trimFrom(line.substring(path.length()))))
        : Optional.empty();
  }

  /** Returns whether the line ends as lines of Windows do, which makes it a part of the name. */
  boolean endsInCarriageReturn() {
    return (path + argument).endsWith("\r");
  }

  /** Returns the program that a tree lacks to run it: the interpreter, or what env(1) looks for. */
  Optional<String> missing(Rootfs tree) throws IOException {
    if (!isProgram(tree, path)) {
      return Optional.of(path);
    }
    Optional<String> name = lookedFor();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    for (String directory : SEARCH_PATH) {
      if (isProgram(tree, directory + "/" + name.get())) {
        return Optional.empty();
      }
    }
    return name;
  }

  /** The name that {@code env NAME} looks for; empty for other forms of it. */
  private Optional<String> lookedFor() {
    boolean isEnv = path.equals("/usr/bin/env") || path.equals("/bin/env");
    return isEnv
        ? WORDS.splitToList(argument).stream()
            .findFirst()
            .filter(word -> !word.startsWith("-") && !word.contains("=") && !word.contains("/"))
        : Optional.empty();
  }

  private static boolean isProgram(Rootfs tree, String name) throws IOException {
    if (("/" + name + "/").contains("/../") || name.indexOf('\0') >= 0) {
      return false; // no interpreter is named like that
    }
    TreePath program = TreePath.of(name.getBytes(ISO_8859_1));
    return tree.exists(program) && !tree.isDirectory(program);
  }
}

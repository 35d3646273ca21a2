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
 * The interpreter in the first line of a script, parsed as execve(2) does.
 *
 * @param path absolute
 * @param argument everything behind it, without surrounding white space; may be empty
 */
record Interpreter(String path, String argument) {
  /** The length at which Linux truncates the line, {@code BINPRM_BUF_SIZE}. */
  private static final int LONGEST_LINE = 256;

  private static final CharMatcher BLANK = CharMatcher.anyOf(" \t");
  private static final Splitter WORDS = Splitter.on(BLANK).omitEmptyStrings();

  /** The search path for programs in a session. */
  private static final List<String> SEARCH_PATH =
      List.of("usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin", "sbin", "bin");

  /**
   * Parses the first line.
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

  /**
   * Returns whether the line ends like lines of Windows, with a carriage return that becomes part
   * of the name.
   */
  boolean endsInCarriageReturn() {
    return (path + argument).endsWith("\r");
  }

  /**
   * Returns the program that a tree lacks to run it: the interpreter, or the program that env(1)
   * would start.
   */
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

  /** Returns the program that {@code env NAME} starts; empty for other command lines. */
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
      return false; // no interpreter has such a name
    }
    TreePath program = TreePath.of(name.getBytes(ISO_8859_1));
    return tree.exists(program) && !tree.isDirectory(program);
  }
}

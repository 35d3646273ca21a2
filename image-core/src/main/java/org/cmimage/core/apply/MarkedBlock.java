package org.cmimage.core.apply;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The block of a file whose other lines are an administrator's. Its first line has a digest of the
 * lines between the marks, so that lines which were added to it by hand are recognised: they are
 * kept, below the block.
 */
final class MarkedBlock {
  private static final Pattern BEGIN =
      Pattern.compile("# BEGIN cm-image(?: \\(([0-9a-f]{16})\\))?: .*");

  private static final String BEGIN_FORM =
      "# BEGIN cm-image (%s): made of the cluster's entities; changes are undone";

  private static final String END = "# END cm-image";
  private static final String KEPT = "# found in the block of cm-image, and kept:";

  private final List<String> above = new ArrayList<>();
  private final List<String> inside = new ArrayList<>();
  private final List<String> below = new ArrayList<>();
  private String digest = "";

  private MarkedBlock(String text) {
    List<String> lines = TextLines.of(text);
    int begin = 0;
    while (begin < lines.size() && !BEGIN.matcher(lines.get(begin)).matches()) {
      begin++;
    }
    int end = lines.indexOf(END);
    above.addAll(lines.subList(0, begin));
    if (begin == lines.size()) {
      return;
    }
    Matcher mark = BEGIN.matcher(lines.get(begin));
    if (mark.matches() && mark.group(1) != null) {
      digest = mark.group(1);
    }
    // Without its end the block is what was written into it: all lines that follow are kept.
    int last = end < begin ? lines.size() : end;
    inside.addAll(lines.subList(begin + 1, last));
    below.addAll(lines.subList(Math.min(lines.size(), last + 1), lines.size()));
  }

  /**
   * Returns a text with this block, in the place of the one it has, else at its end.
   *
   * @param block complete lines; empty for no block
   */
  static String put(String text, String block) {
    return new MarkedBlock(text).with(TextLines.of(block));
  }

  /** Returns the lines in the block of a text that were not written by this program. */
  static List<String> foreign(String text) {
    return new MarkedBlock(text).foreign();
  }

  private List<String> foreign() {
    return digest.equals(digest(inside)) ? List.of() : inside;
  }

  private String with(List<String> block) {
    List<String> kept = new ArrayList<>(foreign());
    kept.removeAll(block);
    kept.removeIf(String::isBlank);
    List<String> lines = new ArrayList<>(above);
    if (!block.isEmpty()) {
      lines.add(String.format(BEGIN_FORM, digest(block)));
      lines.addAll(block);
      lines.add(END);
    }
    if (!kept.isEmpty()) {
      lines.add(KEPT);
      lines.addAll(kept);
    }
    lines.addAll(below);
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private static String digest(List<String> lines) {
    return Hashing.sha256().hashString(String.join("\n", lines), UTF_8).toString().substring(0, 16);
  }
}

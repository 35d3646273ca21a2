package org.cmimage.core.format;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cmimage.model.Architecture;

/**
 * A kernel's release, which is the output of {@code uname -r} and part of the names of its files
 * and modules directory: {@code 6.1.0-49-arm64}, {@code 5.14.0-687.10.1.el9_8.0.1.x86_64}, {@code
 * 6.8.0-40-generic}.
 *
 * <p>The order is that of age, numbers compared as numbers: first those before the first letter,
 * then a release candidate is older than its release, then the numbers of the distribution's
 * rebuild ({@code el9_8.0.1}, {@code deb13}). The architecture and the text behind it are ignored;
 * among equals the shorter text counts as newer, so that the plain kernel is preferred to its
 * debug, real-time or large-page variant. Consistent with equals.
 */
public record KernelRelease(String text) implements Comparable<KernelRelease> {
  /** Excludes files besides kernels with similar names, such as {@code 0-rescue-4bd3...}. */
  private static final Pattern FORM = Pattern.compile("[0-9]+\\.[0-9]+[0-9A-Za-z.+~_-]*");

  private static final Pattern HEAD = Pattern.compile("^[0-9]+(?:[._+-][0-9]+)*(?![0-9A-Za-z])");
  private static final Pattern CANDIDATE = Pattern.compile("^[-~.]?rc[0-9]");
  private static final Pattern ARCHITECTURE =
      Pattern.compile(
          Stream.of(Architecture.values())
              .flatMap(a -> Stream.of(a.unameName(), a.debianName()))
              .distinct()
              .collect(Collectors.joining("|", "[._+-](?:", ")(?![0-9A-Za-z]).*$")));
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(?![0-9A-Za-z])");

  private static final Comparator<KernelRelease> BY_AGE =
      Comparator.comparing(KernelRelease::head, KernelRelease::compareNumbers)
          .thenComparing(release -> !release.isCandidate())
          .thenComparing(KernelRelease::rebuild, KernelRelease::compareNumbers)
          .thenComparing(release -> -release.text.length())
          .thenComparing(KernelRelease::text);

  public KernelRelease {
    if (!isWellFormed(text)) {
      throw new IllegalArgumentException("not a kernel release: \"" + text + "\"");
    }
  }

  /** Returns whether a file's or directory's name has the form of a release. */
  public static boolean isWellFormed(String name) {
    return name.length() <= 128 && FORM.matcher(name).matches();
  }

  private int headLength() {
    Matcher head = HEAD.matcher(text);
    return head.find() ? head.end() : 0;
  }

  private List<BigInteger> head() {
    return numbers(text.substring(0, headLength()));
  }

  private String tail() {
    return ARCHITECTURE.matcher(text.substring(headLength())).replaceFirst("");
  }

  private boolean isCandidate() {
    return CANDIDATE.matcher(tail()).find();
  }

  private List<BigInteger> rebuild() {
    return numbers(tail());
  }

  /** Returns the numbers that no letter follows: {@code 64k} is a page size. */
  private static List<BigInteger> numbers(String text) {
    List<BigInteger> numbers = new ArrayList<>();
    Matcher number = NUMBER.matcher(text);
    while (number.find()) {
      numbers.add(new BigInteger(number.group()));
    }
    return numbers;
  }

  private static int compareNumbers(List<BigInteger> one, List<BigInteger> other) {
    for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
      int order = one.get(i).compareTo(other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), other.size());
  }

  @Override
  public int compareTo(KernelRelease other) {
    return BY_AGE.compare(this, other);
  }

  @Override
  public String toString() {
    return text;
  }
}

package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/**
 * The installed package of each path, from the lists of the database. Stores a number of 64 bits
 * for each path, as there may be half a million: a collision would merely leave a package to dpkg
 * needlessly. Immutable.
 */
final class OwnedPaths {
  private static final TreePath INFO = TreePath.of("var/lib/dpkg/info");
  private static final String SUFFIX = ".list";
  private static final int MAX_LIST = 64 << 20;
  private static final byte[] USR = "usr/".getBytes(StandardCharsets.US_ASCII);
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final List<String> owners = new ArrayList<>();
  private final Predicate<byte[]> intoUsr;

  /** Open addressing; 0 means free, so no path has this number. */
  private long[] numbers = new long[1 << 15];

  private int[] owner = new int[1 << 15];
  private int size;

  private OwnedPaths(Predicate<byte[]> intoUsr) {
    this.intoUsr = intoUsr;
  }

  /**
   * Reads the lists.
   *
   * @param usrLinks names in the root that are links to the same name in {@code usr}
   */
  static OwnedPaths read(TreeView tree, List<String> usrLinks) throws IOException {
    Set<TreePath> links = usrLinks.stream().map(TreePath::of).collect(Collectors.toSet());
    OwnedPaths paths = new OwnedPaths(name -> links.contains(TreePath.of(name)));
    for (TreePath file : tree.list(INFO)) {
      String name = new String(file.name(), StandardCharsets.UTF_8);
      if (name.endsWith(SUFFIX)) {
        paths.owners.add(name.substring(0, name.length() - SUFFIX.length()));
        paths.add(tree.read(file, MAX_LIST).orElse(new byte[0]));
      }
    }
    return paths;
  }

  /**
   * Returns the package that has a path; empty for none.
   *
   * @param canonical the path after following the links of a merged {@code /usr}
   */
  Optional<String> owner(TreePath canonical) {
    int place = place(number(FNV_OFFSET, canonical.bytes(), 0, canonical.length()));
    return numbers[place] == 0 ? Optional.empty() : Optional.of(owners.get(owner[place]));
  }

  private void add(byte[] list) {
    int start = 0;
    for (int end = 0; end < list.length; end++) {
      if (list[end] == '\n') {
        addLine(list, start, end);
        start = end + 1;
      }
    }
    addLine(list, start, list.length);
  }

  private void addLine(byte[] list, int start, int end) {
    // Each starts with a slash; the root is "/.".
    if (end - start < 2 || list[start + 1] == '.' && end - start == 2) {
      return;
    }
    int from = start + 1;
    int slash = from;
    while (slash < end && list[slash] != '/') {
      slash++;
    }
    boolean moved = slash < end && intoUsr.test(Arrays.copyOfRange(list, from, slash));
    long begun = moved ? number(FNV_OFFSET, USR, 0, USR.length) : FNV_OFFSET;
    put(number(begun, list, from, end));
  }

  private void put(long number) {
    int place = place(number);
    if (numbers[place] != 0) {
      return;
    }
    numbers[place] = number;
    owner[place] = owners.size() - 1;
    if (++size > numbers.length / 2) {
      grow();
    }
  }

  private void grow() {
    long[] oldNumbers = numbers;
    int[] oldOwner = owner;
    numbers = new long[2 * oldNumbers.length];
    owner = new int[2 * oldOwner.length];
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != 0) {
        int place = place(oldNumbers[i]);
        numbers[place] = oldNumbers[i];
        owner[place] = oldOwner[i];
      }
    }
  }

  private int place(long number) {
    int mask = numbers.length - 1;
    int place = (int) (number ^ number >>> 32) & mask;
    while (numbers[place] != 0 && numbers[place] != number) {
      place = place + 1 & mask;
    }
    return place;
  }

  private static long number(long begun, byte[] bytes, int from, int to) {
    long number = begun;
    for (int i = from; i < to; i++) {
      number = (number ^ bytes[i] & 0xff) * FNV_PRIME;
    }
    return number == 0 ? 1 : number;
  }
}

package org.cmimage.endtoend.trial;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Compares two trees node by node. */
public final class TreeDifferences {
  private static final Pattern DATE =
      Pattern.compile(
          "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}");

  private final ListedTree ours;
  private final ListedTree theirs;
  private final SystemIds ourIds;
  private final SystemIds theirIds;
  private final Instant begin;
  private final List<Difference> found = new ArrayList<>();

  private TreeDifferences(ListedTree ours, ListedTree theirs, Instant begin) throws IOException {
    this.ours = ours;
    this.theirs = theirs;
    this.ourIds = SystemIds.of(ours);
    this.theirIds = SystemIds.of(theirs);
    this.begin = begin;
  }

  /**
   * One difference.
   *
   * @param path without leading slash
   * @param aspect what differs: {@code added}, {@code absent}, {@code type}, {@code mode}, {@code
   *     owner}, {@code target}, {@code hard links}, {@code xattrs}, {@code content}, {@code order}
   *     (the same lines otherwise arranged), {@code ids} (the same but for numbers that system
   *     users and groups were given in the order in which they were made), {@code date} (the same
   *     but for dates as RFC 5322 has them) or {@code time}
   */
  public record Difference(String path, String aspect, String ours, String theirs) {
    @Override
    public String toString() {
      return path + ": " + aspect + ": \"" + ours + "\" here, \"" + theirs + "\" there";
    }
  }

  /**
   * What differs, by path.
   *
   * @param begin times are compared where the other tree's is older: those come from the packages
   */
  public static List<Difference> between(Path ours, Path theirs, Instant begin)
      throws IOException, InterruptedException {
    return between(ListedTree.of(ours), ListedTree.of(theirs), begin);
  }

  /** Returns the same of two listed trees. */
  public static List<Difference> between(ListedTree ours, ListedTree theirs, Instant begin)
      throws IOException {
    return new TreeDifferences(ours, theirs, begin).compare();
  }

  private List<Difference> compare() throws IOException {
    TreeListing here = ours.listing();
    TreeListing there = theirs.listing();
    SortedSet<String> paths = new TreeSet<>(here.nodes().keySet());
    paths.addAll(there.nodes().keySet());
    for (String path : paths) {
      TreeListing.Node mine = here.nodes().get(path);
      TreeListing.Node other = there.nodes().get(path);
      if (other == null) {
        found.add(new Difference(path, "added", mine.type(), ""));
      } else if (mine == null) {
        found.add(new Difference(path, "absent", "", other.type()));
      } else if (!mine.type().equals(other.type())) {
        found.add(new Difference(path, "type", mine.type(), other.type()));
      } else {
        compare(path, mine, other);
      }
    }
    return found;
  }

  private void compare(String path, TreeListing.Node mine, TreeListing.Node other)
      throws IOException {
    note(path, "mode", mine.mode(), other.mode());
    note(path, "owner", ourIds.owner(mine.owner()), theirIds.owner(other.owner()));
    if (ourIds.owner(mine.owner()).equals(theirIds.owner(other.owner()))) {
      note(path, "ids", mine.owner(), other.owner());
    }
    note(path, "target", mine.target(), other.target());
    note(path, "hard links", mine.twin(), other.twin());
    note(path, "xattrs", mine.xattrs(), other.xattrs());
    if (!mine.digest().equals(other.digest())) {
      String aspect = aspectOfContent(path, ours.text(path), theirs.text(path));
      found.add(new Difference(path, aspect, mine.digest(), other.digest()));
    } else if (!mine.type().equals("d") && other.changed() < begin.getEpochSecond()) {
      note(path, "time", "" + mine.changed(), "" + other.changed());
    }
  }

  private void note(String path, String aspect, String mine, String other) {
    if (!Objects.equals(mine, other)) {
      found.add(new Difference(path, aspect, mine, other));
    }
  }

  private String aspectOfContent(String path, Optional<String> here, Optional<String> there) {
    if (here.isEmpty() || there.isEmpty()) {
      return "content";
    }
    String mine = here.get();
    String other = there.get();
    if (sortedLines(mine).equals(sortedLines(other))) {
      return "order";
    }
    if (sortedLines(ourIds.named(path, mine)).equals(sortedLines(theirIds.named(path, other)))) {
      return "ids";
    }
    boolean sameButForDates =
        DATE.matcher(mine).replaceAll("").equals(DATE.matcher(other).replaceAll(""));
    return sameButForDates ? "date" : "content";
  }

  private static List<String> sortedLines(String text) {
    return text.lines().sorted().toList();
  }
}

package org.cmimage.endtoend.truth;

import com.google.common.base.Splitter;
import java.util.List;

/**
 * What came of one set.
 *
 * @param set as {@link RandomSet#id}
 * @param outcome the result in one word
 * @param packages number of packages with what they depend on
 * @param firstRun whether it was built, and nothing had to be tried again
 * @param differences number of differences that no row explains
 * @param seconds that we took
 * @param peerSeconds that the other took; 0 where it did not run
 * @param peer who made the tree to compare with, and for a kept one of which commit
 * @param commit of the program that was tried
 * @param reason why there is nothing to compare; empty where there is
 */
record SetResult(
    String set,
    Outcome outcome,
    int packages,
    boolean firstRun,
    int differences,
    long seconds,
    long peerSeconds,
    String peer,
    String commit,
    String reason) {

  /** What can come of a set. */
  enum Outcome {
    EQUAL("equal"),
    DIFFERENT("different"),
    /** Made and checked, but compared with nothing but apt's list of packages. */
    CHECKED("made and checked, not compared"),
    /** Not built by us, although the peer can. */
    NOT_BUILT("not built"),
    /** Not built by the peer, so that there is nothing to compare with. */
    PEER_FAILED("not built by the peer"),
    /** The packages cannot be installed together, and both say so. */
    UNSATISFIABLE("not to be installed together");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private static final int FIELDS = 10;

  /** Returns whether a later run has nothing to add, other than for another program. */
  boolean isFinal() {
    return outcome != Outcome.CHECKED;
  }

  /** Returns the result as a line of a table with tabs. */
  String line() {
    return String.join(
        "\t",
        set,
        outcome.name(),
        Integer.toString(packages),
        firstRun ? "yes" : "no",
        Integer.toString(differences),
        Long.toString(seconds),
        Long.toString(peerSeconds),
        peer,
        commit,
        reason.strip().replaceAll("\\s+", " "));
  }

  /** Parses such a line. */
  static SetResult parse(String line) {
    List<String> fields = Splitter.on('\t').splitToList(line);
    if (fields.size() != FIELDS) {
      throw new IllegalArgumentException("expected " + FIELDS + " fields: " + line);
    }
    return new SetResult(
        fields.get(0),
        Outcome.valueOf(fields.get(1)),
        Integer.parseInt(fields.get(2)),
        fields.get(3).equals("yes"),
        Integer.parseInt(fields.get(4)),
        Long.parseLong(fields.get(5)),
        Long.parseLong(fields.get(6)),
        fields.get(7),
        fields.get(8),
        fields.get(9));
  }
}

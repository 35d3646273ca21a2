package org.cmimage.sources.deb.wanted;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.pin.Expression;

/** Expands glob patterns of package names, such as {@code nvidia-*-570}. */
public final class PackagePatterns {
  private PackagePatterns() {}

  /**
   * Returns the names that words stand for, in their order: for a pattern all that match, sorted.
   *
   * @param offered the names of all packages
   * @param purpose for messages, such as {@code leave out}
   * @throws FaultException {@link ErrorCode#PACKAGE_UNKNOWN} with all patterns that match no
   *     package
   */
  public static List<String> expand(List<String> words, Set<String> offered, String purpose)
      throws FaultException {
    Set<String> names = new LinkedHashSet<>();
    List<Fault> idle = new ArrayList<>();
    for (String word : words) {
      if (!Expression.isPattern(word)) {
        names.add(word);
        continue;
      }
      Expression pattern = Expression.of(word);
      List<String> fitting = offered.stream().filter(pattern::matches).sorted().toList();
      names.addAll(fitting);
      if (fitting.isEmpty()) {
        idle.add(
            Fault.of(
                ErrorCode.PACKAGE_UNKNOWN,
                "cannot " + purpose + " " + word,
                "no package has a name like that",
                new Remedy.None()));
      }
    }
    if (!idle.isEmpty()) {
      throw new FaultException(Fault.all(idle, new Remedy.None()));
    }
    return List.copyOf(names);
  }

  /** Returns lists without the packages whose names are among words or match a pattern in them. */
  public static List<PackageList> without(List<PackageList> lists, List<String> words) {
    List<Expression> patterns = words.stream().map(Expression::of).toList();
    return lists.stream()
        .map(
            list ->
                new PackageList(
                    list.provenance(),
                    list.packages().stream()
                        .filter(p -> patterns.stream().noneMatch(x -> x.matches(p.name())))
                        .toList()))
        .toList();
  }
}

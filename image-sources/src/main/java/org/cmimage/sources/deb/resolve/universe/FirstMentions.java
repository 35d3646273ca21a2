package org.cmimage.sources.deb.resolve.universe;

import com.google.common.collect.Iterables;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.BinaryPackage.Relations;
import org.cmimage.sources.deb.control.PackageList;

/**
 * The order in which apt meets the names of packages when it reads lists: a name counts from its
 * first mention, as a package or in a dependency field of another. Reads only as far as queries
 * require. Thread-safe.
 */
final class FirstMentions {
  private final String architecture;
  private final Iterator<BinaryPackage> unread;
  private final Map<String, Integer> ranks = new HashMap<>();

  /**
   * Creates the order for lists of packages, which are in the order of sources.list.
   *
   * @param architecture of the system, as Debian names it
   */
  FirstMentions(Collection<PackageList> lists, String architecture) {
    this.architecture = architecture;
    this.unread = Iterables.concat(Iterables.transform(lists, PackageList::packages)).iterator();
  }

  /** Compares two different names: the one that is mentioned first is less. */
  synchronized int compare(String one, String other) {
    while (!ranks.containsKey(one) && !ranks.containsKey(other) && unread.hasNext()) {
      read(unread.next());
    }
    return Integer.compare(rank(one), rank(other));
  }

  private int rank(String name) {
    return ranks.getOrDefault(name, Integer.MAX_VALUE);
  }

  /** Reads a package in apt's order of fields. */
  private void read(BinaryPackage binary) {
    add(binary.name());
    Relations relations = binary.relations();
    addAll(relations.preDepends());
    addAll(relations.depends());
    addAll(relations.conflicts());
    addAll(relations.breaks());
    addAll(relations.others());
    addAll(relations.provides());
  }

  /**
   * Adds the names in a field without parsing its relations, which would take most of the time of a
   * plan.
   */
  private void addAll(String field) {
    int end = field.length();
    int at = 0;
    while (at < end) {
      if (isSeparator(field.charAt(at))) {
        at++;
        continue;
      }
      int first = at;
      while (at < end && isOfName(field.charAt(at))) {
        at++;
      }
      String name = field.substring(first, at);
      int behind = at;
      while (at < end && field.charAt(at) != ',' && field.charAt(at) != '|') {
        at++;
      }
      if (isOfArchitecture(field, behind, at)) {
        add(name);
      }
    }
  }

  /**
   * Returns whether a name is that of a package of this architecture: for apt, names of others are
   * different.
   */
  private boolean isOfArchitecture(String field, int from, int to) {
    if (from == to || field.charAt(from) != ':') {
      return true;
    }
    int last = from + 1;
    while (last < to && isOfName(field.charAt(last))) {
      last++;
    }
    String qualifier = field.substring(from + 1, last);
    return qualifier.equals("native") || qualifier.equals(architecture);
  }

  private static boolean isSeparator(char c) {
    return c == ',' || c == '|' || c <= ' ';
  }

  private static boolean isOfName(char c) {
    return !isSeparator(c) && c != ':' && c != '(' && c != '[' && c != '<';
  }

  private void add(String name) {
    ranks.putIfAbsent(name, ranks.size());
  }
}

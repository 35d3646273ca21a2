package org.cmimage.sources.deb.resolve.oracle;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.spi.PackageSystem.Updates;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.resolve.Resolver;
import org.cmimage.sources.deb.resolve.TransactionRequest;

/**
 * A system and a change of it, drawn at random: a consistent set of packages, some of them in an
 * older version than the offered one. A draw hardly changes when the release gets another package.
 */
final class DrawnTransaction {
  private static final Pattern BOUND =
      Pattern.compile("([a-z0-9][a-z0-9+.-]+)(:[a-z0-9-]+)? \\((<<|<=|=|>=|>>) ([^)]+)\\)");
  private static final List<String> DROPPED =
      List.of("Filename", "Size", "SHA256", "MD5sum", "SHA1", "SHA512", "Description-md5");

  private final long seed;
  private final List<ControlStanza> offered;

  /** Names of packages that are not drawn yet, in the order of drawing. */
  private final List<String> others = new ArrayList<>();

  /** Names of the system's packages that are not drawn yet. */
  private final List<String> present = new ArrayList<>();

  private final Map<String, ControlStanza> base = new TreeMap<>();
  private final Map<String, String> older = new TreeMap<>();
  private final Set<String> held = new TreeSet<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final Updates updates;

  /**
   * Draws a transaction.
   *
   * @param offered all versions, with all fields
   * @param resolver over the same
   */
  DrawnTransaction(long seed, List<ControlStanza> offered, Resolver resolver)
      throws FaultException {
    this.seed = seed;
    this.offered = offered;
    others.addAll(
        shuffled(
            "all",
            offered.stream().map(each -> value(each, "Package")).collect(Collectors.toSet())));
    drawBase(resolver);
    drawOlder();
    this.updates = drawChange();
  }

  private void drawBase(Resolver resolver) throws FaultException {
    Map<String, ControlStanza> byVersion = new TreeMap<>();
    for (ControlStanza stanza : offered) {
      byVersion.put(value(stanza, "Package") + " " + value(stanza, "Version"), stanza);
    }
    Set<String> priorities = number("priorities", 2) == 0 ? Set.of("important") : Set.of();
    int wanted = 1 + number("size", 40);
    while (base.isEmpty()) {
      try {
        for (BinaryPackage binary :
            resolver.resolve(others.subList(0, wanted), priorities, Set.of()).packages()) {
          base.put(binary.name(), byVersion.get(binary.toString()));
        }
      } catch (FaultException conflict) {
        others.remove(0);
        wanted = Math.max(1, wanted / 2);
      }
    }
    others.subList(0, wanted).clear();
    present.addAll(shuffled("present", base.keySet()));
  }

  private void drawOlder() {
    int percent = number("aged", 4) == 0 ? 0 : number("older", 60);
    base.forEach(
        (name, stanza) -> {
          if (number("older " + source(stanza), 100) < percent) {
            older.put(name, value(stanza, "Version") + "~old");
          }
        });
  }

  /** Returns a number from zero to below a bound: another one for each purpose. */
  private int number(String purpose, int bound) {
    return Math.floorMod(hash(purpose).asInt(), bound);
  }

  /** Shuffles names into an order that is stable when one is added or removed. */
  private List<String> shuffled(String purpose, Set<String> all) {
    return all.stream()
        .sorted(Comparator.comparing(name -> hash(purpose + "/" + name).asLong()))
        .toList();
  }

  private HashCode hash(String text) {
    return Hashing.sha256().hashString(seed + "/" + text, StandardCharsets.UTF_8);
  }

  private static String source(ControlStanza stanza) {
    return stanza.get("Source").orElse(value(stanza, "Package")).replaceFirst(" .*", "");
  }

  private Updates drawChange() {
    int kind = number("kind", 10);
    int count = 1 + number("count", 5);
    if (number("holds", 5) == 0) {
      for (int i = 0; i < count; i++) {
        held.add(present.remove(0));
      }
    }
    if (kind < 5 || kind == 9) {
      for (int i = 0; i < count; i++) {
        names.add((number("present " + i, 4) == 0 ? present : others).remove(0));
      }
    }
    if (kind == 5 || kind == 6 || kind == 9) {
      for (int i = 0; i < 1 + count / 3; i++) {
        String name = present.remove(0);
        if (!isVital(base.get(name))) {
          removed.add(name);
        }
      }
    }
    if (kind == 7) {
      for (int i = 0; i < count; i++) {
        names.add(present.remove(0));
      }
      return Updates.NAMED;
    }
    return kind == 8 ? Updates.ALL : Updates.NONE;
  }

  private static boolean isVital(ControlStanza stanza) {
    return stanza.get("Essential").isPresent()
        || stanza.get("Priority").equals(Optional.of("required"));
  }

  /** Returns the name of the source of an installed package. */
  String source(String installed) {
    return source(base.get(installed));
  }

  /** Returns whether an installed package is required, but not essential. */
  boolean isRequired(String installed) {
    return value(base.get(installed), "Priority").equals("required");
  }

  /** Returns the package database. */
  String status() {
    StringBuilder status = new StringBuilder();
    for (Map.Entry<String, ControlStanza> entry : base.entrySet()) {
      String name = entry.getKey();
      ControlStanza stanza = entry.getValue();
      status.append("Package: ").append(name).append('\n');
      status.append("Status: ").append(held.contains(name) ? "hold" : "install");
      status.append(" ok installed\n");
      for (String field : stanza.names()) {
        if (!field.equals("Package") && !DROPPED.contains(field)) {
          String value =
              field.equals("Version")
                  ? older.getOrDefault(name, value(stanza, field))
                  : aged(stanza, field);
          status.append(field).append(": ").append(value).append('\n');
        }
      }
      status.append('\n');
    }
    return status.toString();
  }

  /** Returns a relation that applies to the older versions as it did to the original ones. */
  private String aged(ControlStanza stanza, String field) {
    String value = value(stanza, field);
    if (field.equals("Source")) {
      return older.containsKey(value(stanza, "Package"))
          ? value.replaceFirst("\\)$", "~old)")
          : value;
    }
    boolean positive = List.of("Depends", "Pre-Depends").contains(field);
    if (!positive && !List.of("Conflicts", "Breaks").contains(field)) {
      return value;
    }
    Matcher matcher = BOUND.matcher(value);
    StringBuilder changed = new StringBuilder();
    while (matcher.find()) {
      String replaced = matcher.group();
      String version = older.get(matcher.group(1));
      if (version != null) {
        Relation relation = Dependency.parseList(matcher.group()).get(0).alternatives().get(0);
        if (relation.admits(DebVersion.parse(version)) != positive) {
          replaced = replaced.replace(matcher.group(4), version);
        }
      }
      matcher.appendReplacement(changed, Matcher.quoteReplacement(replaced));
    }
    matcher.appendTail(changed);
    return changed.toString();
  }

  private static String value(ControlStanza stanza, String field) {
    return stanza.get(field).orElse("");
  }

  TransactionRequest request() {
    return new TransactionRequest(names, removed, updates, Set.of(), Set.of());
  }

  /** Returns the change as a command of apt. */
  List<String> command() {
    List<String> command = new ArrayList<>(List.of("apt-get", "-qq", "-s"));
    switch (updates) {
      case ALL -> command.add("dist-upgrade");
      case NAMED -> command.addAll(List.of("--only-upgrade", "install"));
      case NONE -> command.add("install");
    }
    command.addAll(names);
    removed.forEach(name -> command.add(name + "-"));
    return command;
  }
}

package org.cmimage.sources.deb.resolve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.PackageSystem.Updates;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.ControlStanza;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;

/**
 * A system and a change of it, drawn at random: a consistent set of packages, some of them in a
 * version that is older than what is offered.
 */
final class DrawnTransaction {
  private static final Pattern BOUND =
      Pattern.compile("([a-z0-9][a-z0-9+.-]+)(:[a-z0-9-]+)? \\((<<|<=|=|>=|>>) ([^)]+)\\)");
  private static final List<String> DROPPED =
      List.of("Filename", "Size", "SHA256", "MD5sum", "SHA1", "SHA512", "Description-md5");

  private final Random random;
  private final List<ControlStanza> offered;
  private final Map<String, ControlStanza> base = new TreeMap<>();
  private final Map<String, String> older = new TreeMap<>();
  private final Set<String> held = new TreeSet<>();
  private final List<String> names = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();
  private final Updates updates;

  /**
   * Draws.
   *
   * @param offered all versions, with all fields
   * @param resolver over the same
   */
  DrawnTransaction(long seed, List<ControlStanza> offered, Resolver resolver)
      throws FaultException {
    this.random = new Random(seed);
    this.offered = offered;
    drawBase(resolver);
    drawOlder();
    this.updates = drawChange();
  }

  private void drawBase(Resolver resolver) throws FaultException {
    Map<String, ControlStanza> byVersion = new TreeMap<>();
    for (ControlStanza stanza : offered) {
      byVersion.put(value(stanza, "Package") + " " + value(stanza, "Version"), stanza);
    }
    int wanted = 1 + random.nextInt(40);
    while (base.isEmpty()) {
      List<String> drawn = new ArrayList<>();
      for (int i = 0; i < wanted; i++) {
        drawn.add(any());
      }
      Set<String> priorities = random.nextBoolean() ? Set.of("important") : Set.of();
      try {
        for (BinaryPackage binary : resolver.resolve(drawn, priorities, Set.of()).packages()) {
          base.put(binary.name(), byVersion.get(binary.toString()));
        }
      } catch (FaultException conflict) {
        wanted = Math.max(1, wanted / 2);
      }
    }
  }

  private String any() {
    return value(offered.get(random.nextInt(offered.size())), "Package");
  }

  private void drawOlder() {
    int percent = random.nextInt(4) == 0 ? 0 : random.nextInt(60);
    Set<String> sources = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (ControlStanza stanza : base.values()) {
      if (seen.add(source(stanza)) && random.nextInt(100) < percent) {
        sources.add(source(stanza));
      }
    }
    base.forEach(
        (name, stanza) -> {
          if (sources.contains(source(stanza))) {
            older.put(name, value(stanza, "Version") + "~old");
          }
        });
  }

  private static String source(ControlStanza stanza) {
    return stanza.get("Source").orElse(value(stanza, "Package")).replaceFirst(" .*", "");
  }

  private Updates drawChange() {
    List<String> present = List.copyOf(base.keySet());
    int kind = random.nextInt(10);
    int count = 1 + random.nextInt(5);
    if (random.nextInt(5) == 0) {
      for (int i = 0; i < count; i++) {
        held.add(present.get(random.nextInt(present.size())));
      }
    }
    if (kind < 5 || kind == 9) {
      for (int i = 0; i < count; i++) {
        add(names, random.nextInt(4) == 0 ? present.get(random.nextInt(present.size())) : any());
      }
    }
    if (kind == 5 || kind == 6 || kind == 9) {
      for (int i = 0; i < 1 + count / 3; i++) {
        String name = present.get(random.nextInt(present.size()));
        if (!names.contains(name) && !isVital(base.get(name))) {
          add(removed, name);
        }
      }
    }
    if (kind == 7) {
      for (int i = 0; i < count; i++) {
        add(names, present.get(random.nextInt(present.size())));
      }
      return Updates.NAMED;
    }
    return kind == 8 ? Updates.ALL : Updates.NONE;
  }

  private void add(List<String> list, String name) {
    if (!list.contains(name) && !held.contains(name)) {
      list.add(name);
    }
  }

  private static boolean isVital(ControlStanza stanza) {
    return stanza.get("Essential").isPresent()
        || stanza.get("Priority").equals(Optional.of("required"));
  }

  /** The package database. */
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

  /** A relation to something that was made older means the same as before. */
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

  /** The same as a command of apt. */
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

package org.cmimage.sources.deb.pin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Provenance;

/**
 * The priorities of versions, as apt computes them if nothing is installed.
 *
 * <p>The first record that names a package and applies to a version determines that version's
 * priority. Any other version has that of the best of its lists: from the first record for all
 * packages that applies to the list, else 500, or 100 or 1 if the repository is not automatic. Of a
 * package the version with the highest priority is preferred, of several the latest; one with a
 * negative priority is not installed at all. Not thread-safe.
 */
public final class Preferences {
  /** The priority of the packages of a repository without settings of its own. */
  public static final int USUAL = 500;

  private final List<Pin> pins;
  private final String architecture;
  private final Map<Provenance, Integer> lists = new HashMap<>();
  private final Map<String, List<Pin>> byName = new LinkedHashMap<>();
  private final List<Named> patterns = new ArrayList<>();

  /** A record that names packages by a pattern. */
  private record Named(Pin pin, Expression name, boolean source) {}

  /**
   * Creates preferences.
   *
   * @param pins the records; earlier ones take precedence
   * @param architecture of the system, as Debian names it
   */
  public Preferences(List<Pin> pins, String architecture) {
    this.pins = List.copyOf(pins);
    this.architecture = architecture;
    for (Pin pin : pins) {
      pin.packages().forEach(name -> index(pin, name));
    }
  }

  private void index(Pin pin, String written) {
    boolean source = written.startsWith("src:");
    String name = source ? written.substring("src:".length()) : written;
    int colon = name.lastIndexOf(':');
    boolean regular = name.startsWith("/");
    if (colon >= 0 && !(regular && name.endsWith("/"))) {
      String wanted = name.substring(colon + 1);
      if (!List.of(architecture, "any", "native").contains(wanted)) {
        return;
      }
      name = name.substring(0, colon);
    }
    if (source || Expression.isPattern(name)) {
      patterns.add(new Named(pin, Expression.of(name), source));
    }
    if (!source && !Expression.isPattern(name)) {
      byName.computeIfAbsent(name, first -> new ArrayList<>()).add(pin);
    }
  }

  /** Returns the priority of the packages of a list that no more specific record applies to. */
  public int priority(Provenance list) {
    return lists.computeIfAbsent(list, this::ofList);
  }

  private int ofList(Provenance list) {
    for (Pin pin : pins) {
      if (pin.packages().isEmpty() && pin.choice().means(list)) {
        return pin.priority();
      }
    }
    return switch (list.automatic()) {
      case YES -> USUAL;
      case UPGRADES -> 100;
      case NO -> 1;
    };
  }

  /** Returns the priority of a version that is in these lists. */
  public int priority(BinaryPackage binary, List<Provenance> lists) {
    int best = Integer.MIN_VALUE;
    for (Provenance list : lists) {
      best = Math.max(best, priority(list));
    }
    Optional<Pin> own = best == Pin.NEVER ? Optional.empty() : own(binary, lists);
    return own.map(Pin::priority).orElse(best);
  }

  /** Returns the first record that names the package and applies to the version. */
  private Optional<Pin> own(BinaryPackage binary, List<Provenance> lists) {
    List<Pin> exact = byName.getOrDefault(binary.name(), List.of());
    if (exact.isEmpty() && patterns.isEmpty()) {
      return Optional.empty();
    }
    return pins.stream()
        .filter(pin -> exact.contains(pin) || namesByPattern(pin, binary))
        .filter(pin -> pin.choice().means(binary, lists))
        .findFirst();
  }

  private boolean namesByPattern(Pin pin, BinaryPackage binary) {
    return patterns.stream()
        .anyMatch(
            named ->
                named.pin().equals(pin)
                    && named
                        .name()
                        .matches(named.source() ? binary.source().name() : binary.name()));
  }
}

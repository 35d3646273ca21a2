package org.cmimage.cli.shell.command;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.entity.EntityType;

/** How a session prints. Not thread-safe. */
public final class Settings {
  private final Map<EntityType, String> formats = new EnumMap<>(EntityType.class);
  private final Map<EntityType, List<String>> orders = new EnumMap<>(EntityType.class);
  private String delimiter = "";
  private boolean color;
  private boolean quitConfirmation = true;

  /** What stands between columns, {@code {}} for JSON; empty for blanks. */
  public String delimiter() {
    return delimiter;
  }

  /** Sets what stands between columns. */
  public void setDelimiter(String text) {
    delimiter = text;
  }

  /** Whether failures are coloured. */
  public boolean color() {
    return color;
  }

  /** Sets whether failures are coloured. */
  public void setColor(boolean on) {
    color = on;
  }

  /** Whether a user is asked before uncommitted changes are dropped. */
  public boolean quitConfirmation() {
    return quitConfirmation;
  }

  /** Sets whether a user is asked before uncommitted changes are dropped. */
  public void setQuitConfirmation(boolean on) {
    quitConfirmation = on;
  }

  /** The columns that lists of a type have, where they were chosen. */
  public Optional<String> format(EntityType type) {
    return Optional.ofNullable(formats.get(type));
  }

  /** Chooses the columns of lists of a type; the empty text for the usual ones. */
  public void setFormat(EntityType type, String columns) {
    if (columns.isEmpty()) {
      formats.remove(type);
    } else {
      formats.put(type, columns);
    }
  }

  /** The fields that lists of a type are sorted by, most important first; usually none. */
  public List<String> order(EntityType type) {
    return orders.getOrDefault(type, List.of());
  }

  /** Chooses the fields that lists of a type are sorted by. */
  public void setOrder(EntityType type, List<String> fields) {
    orders.put(type, List.copyOf(fields));
  }
}

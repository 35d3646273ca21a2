package org.cmimage.cli.shell.command;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.entity.EntityType;

/** The output settings of a session. Not thread-safe. */
public final class Settings {
  private final Map<EntityType, String> formats = new EnumMap<>(EntityType.class);
  private final Map<EntityType, List<String>> orders = new EnumMap<>(EntityType.class);
  private String delimiter = "";
  private boolean color;
  private boolean quitConfirmation = true;

  /** Returns the delimiter of columns, {@code {}} for JSON; empty for blanks. */
  public String delimiter() {
    return delimiter;
  }

  /** Sets the delimiter of columns. */
  public void setDelimiter(String text) {
    delimiter = text;
  }

  /** Returns whether failures are coloured. */
  public boolean color() {
    return color;
  }

  /** Sets whether failures are coloured. */
  public void setColor(boolean on) {
    color = on;
  }

  /** Returns whether to ask before uncommitted changes are discarded. */
  public boolean quitConfirmation() {
    return quitConfirmation;
  }

  /** Sets whether to ask before uncommitted changes are discarded. */
  public void setQuitConfirmation(boolean on) {
    quitConfirmation = on;
  }

  /** Returns the columns chosen for lists of a type, if any. */
  public Optional<String> format(EntityType type) {
    return Optional.ofNullable(formats.get(type));
  }

  /** Chooses the columns of lists of a type; the empty text for the default ones. */
  public void setFormat(EntityType type, String columns) {
    if (columns.isEmpty()) {
      formats.remove(type);
    } else {
      formats.put(type, columns);
    }
  }

  /**
   * Returns the fields that lists of a type are sorted by, most important first; empty by default.
   */
  public List<String> order(EntityType type) {
    return orders.getOrDefault(type, List.of());
  }

  /** Chooses the fields that lists of a type are sorted by. */
  public void setOrder(EntityType type, List<String> fields) {
    orders.put(type, List.copyOf(fields));
  }
}

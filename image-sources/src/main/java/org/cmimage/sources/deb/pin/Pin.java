package org.cmimage.sources.deb.pin;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Provenance;

/**
 * One record of preferences.
 *
 * @param packages names and patterns of packages, with {@code src:} in front for source packages;
 *     empty for all ({@code Package: *}), where the priority is that of lists of packages
 * @param choice the versions or lists that it applies to
 * @param priority their priority
 */
public record Pin(List<String> packages, Choice choice, int priority) {
  /** Excludes lists of packages altogether ({@code Pin-Priority: never}). */
  public static final int NEVER = Short.MIN_VALUE;

  public Pin {
    packages = List.copyOf(packages);
  }

  /** The versions or lists that a record applies to. */
  public sealed interface Choice {
    /** Returns whether it applies to a list of packages. */
    boolean means(Provenance list);

    /** Returns whether it applies to a version of a package that is in these lists. */
    default boolean means(BinaryPackage binary, List<Provenance> lists) {
      return lists.stream().anyMatch(this::means);
    }
  }

  /** Lists of repositories at a host; the empty name means this machine. */
  record Origin(Expression host) implements Choice {
    @Override
    public boolean means(Provenance list) {
      return host.matches(list.place().host());
    }
  }

  /** Lists by the fields of their Release files, all of which must match. */
  record Release(List<Field> fields) implements Choice {
    Release {
      fields = List.copyOf(fields);
    }

    @Override
    public boolean means(Provenance list) {
      return !fields.isEmpty() && fields.stream().allMatch(field -> field.means(list));
    }
  }

  /** One field of a Release file. */
  record Field(Key key, Expression value) {
    boolean means(Provenance list) {
      return switch (key) {
        case ARCHIVE -> value.matches(list.suite());
        case CODENAME -> value.matches(list.codename());
        case ANY_NAME -> value.matches(list.suite()) || value.matches(list.codename());
        case VERSION -> value.matches(list.version());
        case ORIGIN -> value.matches(list.origin());
        case LABEL -> value.matches(list.label());
        case COMPONENT -> value.matches(list.place().component());
        case ARCHITECTURE -> value.matches(list.place().architecture());
        case ALL -> true;
      };
    }
  }

  /** The keys of a Release file's fields. */
  enum Key {
    ARCHIVE("a"),
    CODENAME("n"),
    VERSION("v"),
    ORIGIN("o"),
    LABEL("l"),
    COMPONENT("c"),
    ARCHITECTURE("b"),
    /** A name without a key, of the archive or the code name. */
    ANY_NAME(""),
    /** {@code release *}. */
    ALL("*");

    private final String letter;

    Key(String letter) {
      this.letter = letter;
    }

    static Optional<Key> of(String text) {
      String wanted = text.toLowerCase(Locale.ROOT);
      for (Key key : values()) {
        if (key.letter.equals(wanted) && wanted.matches("[a-z]")) {
          return Optional.of(key);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Versions by their number.
   *
   * @param ofSource whether the number is that of the source package
   */
  record Version(Expression number, boolean ofSource) implements Choice {
    @Override
    public boolean means(Provenance list) {
      return false;
    }

    @Override
    public boolean means(BinaryPackage binary, List<Provenance> lists) {
      return number.matches(ofSource ? binary.source().version() : binary.version().toString());
    }
  }
}

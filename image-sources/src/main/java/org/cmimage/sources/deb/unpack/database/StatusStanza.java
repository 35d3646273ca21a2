package org.cmimage.sources.deb.unpack.database;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.sources.deb.control.Dependency;

/**
 * A package's paragraph in the status file, with dpkg's fields in dpkg's order (lib/dpkg/parse.c,
 * fieldinfos).
 */
final class StatusStanza {
  private static final String STATUS = "install ok unpacked";

  private static final List<String> FIELDS =
      ImmutableList.of(
          "Package",
          "Essential",
          "Protected",
          "Status",
          "Priority",
          "Section",
          "Installed-Size",
          "Origin",
          "Maintainer",
          "Bugs",
          "Architecture",
          "Multi-Arch",
          "Source",
          "Version",
          "Replaces",
          "Provides",
          "Depends",
          "Pre-Depends",
          "Recommends",
          "Suggests",
          "Breaks",
          "Conflicts",
          "Enhances",
          "Conffiles",
          "Description");

  private static final Set<String> RELATIONS =
      ImmutableSet.of(
          "Replaces",
          "Provides",
          "Depends",
          "Pre-Depends",
          "Recommends",
          "Suggests",
          "Breaks",
          "Conflicts",
          "Enhances");

  /** Fields that dpkg itself sets; values of a package are ignored. */
  private static final Set<String> OWN =
      ImmutableSet.of(
          "status",
          "config-version",
          "conffiles",
          "filename",
          "size",
          "md5sum",
          "triggers-pending",
          "triggers-awaited");

  private StatusStanza() {}

  /**
   * Returns the paragraph, without the empty line that ends it.
   *
   * @throws IllegalArgumentException if a dependency cannot be parsed
   */
  static String of(ControlStanza control, Optional<String> conffiles) {
    StringBuilder text = new StringBuilder();
    for (String field : FIELDS) {
      Optional<String> value =
          switch (field) {
            case "Status" -> Optional.of(STATUS);
            case "Conffiles" -> conffiles;
            default -> control.get(field).map(own -> normal(field, own));
          };
      append(text, field, value.orElse(""));
    }
    for (String field : control.names()) {
      if (!OWN.contains(field.toLowerCase(Locale.ROOT))
          && FIELDS.stream().noneMatch(field::equalsIgnoreCase)) {
        append(text, field, control.get(field).orElse(""));
      }
    }
    return text.toString();
  }

  /** Returns a value in the form in which dpkg writes it back; empty if dpkg omits it. */
  private static String normal(String field, String value) {
    if (RELATIONS.contains(field)) {
      return Dependency.parseList(value).stream()
          .map(Dependency::toString)
          .collect(Collectors.joining(", "));
    }
    boolean isDefault = value.equals("no");
    return switch (field) {
      case "Essential", "Protected", "Multi-Arch" -> isDefault ? "" : value;
      case "Priority" -> value.toLowerCase(Locale.ROOT);
      default -> value;
    };
  }

  private static void append(StringBuilder text, String field, String value) {
    if (!value.isEmpty()) {
      text.append(ControlStanza.field(field, value));
    }
  }
}

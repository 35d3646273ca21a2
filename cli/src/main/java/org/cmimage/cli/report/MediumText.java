package org.cmimage.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cmimage.sources.medium.Medium;

/** The properties of an installation medium, as text and as JSON. */
public final class MediumText {
  private MediumText() {}

  /** Returns the properties as text, a line each. */
  public static List<String> lines(Medium medium) {
    List<String> lines = new ArrayList<>();
    lines.add("medium:        " + medium.kind().label());
    if (!medium.release().isEmpty()) {
      lines.add("release:       " + medium.release());
    }
    if (!medium.architectures().isEmpty()) {
      lines.add("packages for:  " + String.join(", ", medium.architectures()));
    }
    medium.repositories().forEach(path -> lines.add("repository:    " + path));
    medium.bases().forEach(path -> lines.add("base tree:     " + path));
    lines.add("known by:      " + String.join(", ", medium.why()));
    return lines;
  }

  /** Returns the properties for JSON. */
  public static Map<String, Object> toMap(Medium medium) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", medium.kind().name().toLowerCase(Locale.ROOT));
    map.put("release", medium.release());
    map.put("architectures", medium.architectures());
    map.put("repositories", medium.repositories());
    map.put("bases", medium.bases());
    map.put("why", medium.why());
    return map;
  }
}

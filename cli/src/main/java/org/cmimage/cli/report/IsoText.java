package org.cmimage.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.sources.archive.entries.IsoFacts;

/** The properties of an ISO 9660 image, as text and as JSON. */
public final class IsoText {
  private IsoText() {}

  /** Returns a warning to print before the image is read; empty if there is none. */
  public static Optional<String> warning(IsoFacts facts) {
    return facts.missing() > 0
        ? Optional.of(
            "the file lacks the last "
                + facts.missing()
                + " bytes of the image, as after a download that broke off")
        : Optional.empty();
  }

  /** Returns the properties as text, a line each. */
  public static List<String> lines(IsoFacts facts) {
    List<String> lines = new ArrayList<>();
    if (!facts.label().isEmpty()) {
      lines.add("label:         " + facts.label());
    }
    facts.created().ifPresent(created -> lines.add("created:       " + created));
    if (!facts.starts().isEmpty()) {
      lines.add("starts by:     " + String.join(", ", facts.starts()));
    }
    if (!facts.partitions().isEmpty()) {
      lines.add("partitions:    " + String.join(", ", facts.partitions()));
    }
    if (facts.behind() > 0) {
      lines.add("behind it:     " + facts.behind() + " bytes that are not part of the file system");
    }
    return lines;
  }

  /** Returns the properties for JSON. */
  public static Map<String, Object> toMap(IsoFacts facts) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("label", facts.label());
    facts.created().ifPresent(created -> map.put("creation_time", created));
    map.put("boot_methods", facts.starts());
    map.put("partitions", facts.partitions());
    map.put("missing_bytes", facts.missing());
    map.put("trailing_bytes", facts.behind());
    return map;
  }
}

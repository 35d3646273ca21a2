package org.cmimage.sources.deb.source;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/**
 * Recognises repository files in the format of yum, which tools for several distributions accept
 * for apt too: sections with a {@code baseurl}.
 */
final class YumSections {
  private static final Pattern SECTION = Pattern.compile("(?m)^\\[[^\\]\\s]+\\]\\s*$");
  private static final Pattern BASE = Pattern.compile("(?m)^baseurl\\s*=\\s*(\\S+)");

  private YumSections() {}

  /**
   * Refuses such a file, with the equivalent for apt in the message.
   *
   * @param name of the file, for messages
   */
  static void refuse(String text, String name) throws FaultException {
    if (!SECTION.matcher(text).find()) {
      return;
    }
    Set<String> lines = new LinkedHashSet<>();
    Matcher base = BASE.matcher(text);
    while (base.find()) {
      String uri = base.group(1);
      boolean local = uri.startsWith("file:") || uri.startsWith("/");
      lines.add(
          "deb "
              + (local ? "[trusted=yes] " : "")
              + (uri.startsWith("/") ? "file:" + uri : uri)
              + " ./");
    }
    if (!lines.isEmpty()) {
      throw new FaultException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot use " + name,
          "it has sections of yum (baseurl=), and apt reads lines",
          new Remedy.Advice("write: " + String.join(" and ", lines)));
    }
  }
}

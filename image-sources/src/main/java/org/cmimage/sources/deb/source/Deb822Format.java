package org.cmimage.sources.deb.source;

import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.fault.FaultException;

/**
 * The format of {@code *.sources} files: stanzas of fields as in deb822(5), comments allowed on
 * lines of their own.
 *
 * <p>Apart from {@link org.cmimage.sources.deb.control.ControlReader}: an administrator's file has
 * messages by file and line, for each field, and apt allows comments inside of a field.
 */
final class Deb822Format {
  private Deb822Format() {}

  static List<SourceStanza> read(List<String> lines, String fileName) throws FaultException {
    List<SourceStanza> stanzas = new ArrayList<>();
    boolean inside = false;
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.isBlank() || line.startsWith("#")) {
        inside &= !line.isBlank();
        at++;
        continue;
      }
      if (!inside) {
        stanzas.add(new SourceStanza(fileName, at + 1));
        inside = true;
      }
      at = field(lines, at, fileName, stanzas.get(stanzas.size() - 1));
    }
    return stanzas;
  }

  /**
   * Reads the field that starts at a line, with its continuation lines; returns the line after it.
   */
  private static int field(List<String> lines, int at, String fileName, SourceStanza stanza)
      throws FaultException {
    String line = lines.get(at);
    int colon = line.indexOf(':');
    if (colon <= 0 || !line.substring(0, colon).matches("[!-9;-~]+")) {
      throw SourceStanza.fault(
          SourceStanza.place(fileName, at + 1),
          "expected a field such as \"Suites: stable\", found \""
              + SourceStanza.abbreviate(line)
              + "\"");
    }
    StringBuilder value = new StringBuilder(line.substring(colon + 1).strip());
    int next = at + 1;
    while (next < lines.size()
        && !lines.get(next).isBlank()
        && " \t#".indexOf(lines.get(next).charAt(0)) >= 0) {
      String more = lines.get(next);
      if (!more.startsWith("#")) {
        // A dot represents an empty line, which would end the stanza, as between the headers and
        // the body of a key.
        value.append('\n').append(more.strip().equals(".") ? "" : more.strip());
      }
      next++;
    }
    stanza.put(line.substring(0, colon), value.toString());
    return next;
  }
}

package org.cmimage.sources.deb.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlRules;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.format.deb822.Irregularity;

/**
 * The format of {@code *.sources} files: stanzas of fields as in deb822(5). As an administrator
 * writes them, what is wrong is named by file and line.
 */
final class Deb822Format {
  private Deb822Format() {}

  /** Reads a text whose lines end in line feeds. */
  static List<SourceStanza> read(String text, String fileName) throws IOException {
    List<SourceStanza> stanzas = new ArrayList<>();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ControlRules rules =
        new ControlRules(
            List.of(),
            bytes.length,
            irregularity -> {
              throw fault(irregularity, fileName);
            });
    try (ControlReader reader = new ControlReader(new ByteArrayInputStream(bytes), rules)) {
      for (Optional<ControlStanza> next = reader.next(); next.isPresent(); next = reader.next()) {
        stanzas.add(stanza(next.get(), fileName));
      }
    }
    return stanzas;
  }

  private static SourceStanza stanza(ControlStanza read, String fileName) throws FaultException {
    SourceStanza stanza = new SourceStanza(fileName, read.place().line());
    for (String name : read.names()) {
      stanza.put(name, read.get(name).map(Deb822Format::value).orElse(""));
    }
    return stanza;
  }

  /**
   * Returns a value without blanks around its lines. A dot represents an empty line, which would
   * end the stanza, as between the headers and the body of a key.
   */
  private static String value(String text) {
    List<String> lines = text.lines().map(String::strip).toList();
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean empty = i > 0 && lines.get(i).equals(".");
      value.append(i > 0 ? "\n" : "").append(empty ? "" : lines.get(i));
    }
    return value.toString();
  }

  private static FaultException fault(Irregularity irregularity, String fileName) {
    return SourceStanza.fault(
        SourceStanza.place(fileName, irregularity.line()),
        switch (irregularity.kind()) {
          case NOT_A_FIELD, CONTINUATION_OF_NOTHING ->
              "expected a field such as \"Suites: stable\", found \""
                  + SourceStanza.abbreviate(irregularity.found())
                  + "\"";
          case REPEATED_FIELD -> irregularity.found() + SourceStanza.TWICE;
          case TOO_MANY_FIELDS, TOO_LONG -> irregularity.fact();
        });
  }
}

package org.cmimage.sources.deb.control;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.deb822.ControlReader;
import org.cmimage.core.format.deb822.ControlRules;
import org.cmimage.core.format.deb822.ControlStanza;

/** The rules by which control data of repositories and package databases is read. */
public final class ControlData {
  /** The limit in bytes of the kept fields of one stanza. */
  private static final int LONGEST = 8 << 20;

  private ControlData() {}

  /**
   * Returns a reader that refuses what is not control data with {@link ErrorCode#SOURCE_CORRUPT}.
   *
   * @param in the text, which the reader closes
   * @param what names the source in messages
   * @param fields the fields to keep, in any order; all if the list is empty
   */
  public static ControlReader reader(InputStream in, String what, List<String> fields) {
    return new ControlReader(
        in,
        new ControlRules(
            fields,
            LONGEST,
            irregularity -> {
              throw new FaultException(
                  ErrorCode.SOURCE_CORRUPT,
                  "cannot read " + what,
                  irregularity.fact() + " at line " + irregularity.line(),
                  new Remedy.None());
            }));
  }

  /** Returns these fields of all stanzas of a text, as far as it is control data. */
  public static List<ControlStanza> lenient(byte[] text, String... fields) throws IOException {
    try (ControlReader reader =
        new ControlReader(
            new ByteArrayInputStream(text), ControlRules.lenient(List.of(fields), LONGEST))) {
      return reader.all();
    }
  }

  /**
   * Returns the first value of a field in a text that need not be verified, nor be control data as
   * a whole, such as a signed release file.
   */
  public static Optional<String> find(byte[] text, String field) throws IOException {
    return lenient(text, field).stream().flatMap(stanza -> stanza.get(field).stream()).findFirst();
  }
}

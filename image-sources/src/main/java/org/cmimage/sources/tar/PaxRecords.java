package org.cmimage.sources.tar;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.cmimage.core.fault.FaultException;

/**
 * The content of an extended header: records {@code "<length> <keyword>=<value>\n"}, values as
 * bytes.
 */
final class PaxRecords {
  private static final int LENGTH_DIGITS = 9;

  private PaxRecords() {}

  /** Receives one record after another. */
  interface Records {
    void add(String keyword, byte[] value) throws FaultException;
  }

  /** Reads all records in their order. */
  static void parse(byte[] content, Records records) throws FaultException {
    for (int start = 0; start < content.length; ) {
      int blank = start;
      int length = 0;
      while (blank < content.length && content[blank] >= '0' && content[blank] <= '9') {
        length = length * 10 + content[blank++] - '0';
        if (blank - start > LENGTH_DIGITS) {
          throw TarFault.corrupt("length of an extended header record is out of range");
        }
      }
      int end = start + length;
      if (blank == start
          || blank >= content.length
          || content[blank] != ' '
          || end > content.length
          || end <= blank + 1) {
        throw TarFault.corrupt("an extended header record has no valid length");
      }
      int equals = blank + 1;
      while (equals < end && content[equals] != '=') {
        equals++;
      }
      if (content[end - 1] != '\n' || equals >= end || equals == blank + 1) {
        throw TarFault.corrupt("an extended header record is not of the form keyword=value");
      }
      records.add(
          keyword(content, blank + 1, equals), Arrays.copyOfRange(content, equals + 1, end - 1));
      start = end;
    }
  }

  private static String keyword(byte[] content, int start, int end) throws FaultException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      throw TarFault.corrupt("a keyword of an extended header is not UTF-8");
    }
  }
}

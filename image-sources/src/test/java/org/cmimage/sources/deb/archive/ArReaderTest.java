package org.cmimage.sources.deb.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class ArReaderTest {
  private static final String MEMBER = "%-16s0           0     0     100644  %-10d`\n%s";

  /** Bytes that are skipped count as read: otherwise the next member is looked for too late. */
  @Test
  void theNextMemberIsFoundAfterASkip() throws Exception {
    String archive =
        "!<arch>\n"
            + MEMBER.formatted("one", 12, "0123456789ab")
            + MEMBER.formatted("two", 2, "cd");
    ArReader reader = new ArReader(new ByteArrayInputStream(archive.getBytes(US_ASCII)));
    ArReader.Member one = reader.next().orElseThrow();
    assertThat(one.content().skip(4)).isEqualTo(4);
    assertThat(one.content().readNBytes(2)).asString(US_ASCII).isEqualTo("45");
    ArReader.Member two = reader.next().orElseThrow();
    assertThat(two.name()).isEqualTo("two");
    assertThat(two.content().readAllBytes()).asString(US_ASCII).isEqualTo("cd");
    assertThat(reader.next()).isEmpty();
  }
}

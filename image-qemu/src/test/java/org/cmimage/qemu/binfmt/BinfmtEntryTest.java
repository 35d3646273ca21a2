package org.cmimage.qemu.binfmt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.Test;

/** What we register beside what QEMU's own packages do. */
class BinfmtEntryTest {
  private static final Path THEIRS = Path.of("/usr/lib/binfmt.d");

  /** Their packages have a file for every architecture but the machine's own. */
  @Test
  void tellsProgramsByTheSameBytesAsQemusPackages() throws Exception {
    List<Architecture> compared = new ArrayList<>();
    for (Architecture guest : Architecture.values()) {
      Path file = THEIRS.resolve("qemu-" + guest.qemuName() + ".conf");
      if (Files.exists(file)) {
        String[] theirs = Files.readString(file).strip().split(":", -1);
        String[] ours = BinfmtEntry.of("x", guest, "/x", "F").registration().split(":", -1);
        assertThat(List.of(ours).subList(4, 6)).isEqualTo(List.of(theirs).subList(4, 6));
        compared.add(guest);
      }
    }
    assumeTrue(!compared.isEmpty(), "needs QEMU's entries in " + THEIRS);
  }
}

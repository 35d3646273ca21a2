package org.cmimage.qemu.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.Test;

class MountTableTest {
  private static final String TABLE =
      """
      21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      36 35 98:0 /mnt1 /cm/images/a\\040b\\134/proc rw,noatime master:1 - proc proc rw
      37 35 98:0 / /cm/images/a\\040b\\134 rw - ext4 /dev/sdb rw,errors=continue
      38 35 98:0 / /cm/images/a rw - ext4 /dev/sdb rw
      39 35 98:0 / /cm/images/a\\040b\\134x rw - ext4 /dev/sdb rw
      damaged
      """;

  @Test
  void findsWhatIsAtOrBelowAndReadsEscapes() {
    assertThat(MountTable.below(TreePath.of("/cm/images/a b\\"), TABLE.getBytes(UTF_8)))
        .isEqualTo(List.of(TreePath.of("cm/images/a b\\/proc"), TreePath.of("cm/images/a b\\")));
  }

  @Test
  void everythingIsBelowTheRoot() {
    assertThat(MountTable.below(TreePath.ROOT, TABLE.getBytes(UTF_8))).hasSize(5);
  }
}

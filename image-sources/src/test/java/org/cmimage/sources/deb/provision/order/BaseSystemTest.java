package org.cmimage.sources.deb.provision.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.BinaryPackage.Archive;
import org.cmimage.sources.deb.control.BinaryPackage.Relations;
import org.cmimage.sources.deb.control.BinaryPackage.Traits;
import org.cmimage.sources.deb.control.DebVersion;
import org.junit.jupiter.api.Test;

class BaseSystemTest {
  private static BinaryPackage binary(
      String name, String rank, String preDepends, String depends, String provides) {
    return new BinaryPackage(
        name,
        DebVersion.parse("1"),
        "arm64",
        new Traits(rank.equals("essential"), rank, "no", "", 100),
        new Relations(preDepends, depends, "", "", "", provides),
        new Archive(URI.create("http://mirror.example.org/"), name, 1, "00", 1));
  }

  @Test
  void theBaseIsClosedAndOthersWaitForWhatIsBeyondIt() throws Exception {
    BaseSystem base =
        BaseSystem.of(
            List.of(
                binary("libc6", "optional", "", "", ""),
                binary("mawk", "optional", "libc6", "", "awk"),
                binary("base-files", "essential", "awk | busybox", "", ""),
                binary("passwd", "required", "", "libc6", ""),
                binary("tool", "optional", "libc6, awk", "", "virtual"),
                binary("data", "optional", "", "tool, mawk", ""),
                binary("other", "optional", "", "libc6, data", "virtual"),
                binary("waits", "optional", "libc6, virtual, absent | tool", "", ""),
                binary("content", "optional", "virtual | awk, absent", "tool", "")));

    assertThat(base.packages()).containsExactlyInAnyOrder("libc6", "mawk", "base-files", "passwd");
    assertThat(base.prerequisites().asMap().keySet()).containsExactly("waits");
    assertThat(base.prerequisites().get("waits")).containsExactly("tool", "other");
    assertThat(base.rules().base()).isEqualTo(base.packages());
    assertThat(base.rules().waiting().asMap().keySet()).containsExactly("waits");
    assertThat(base.rules().waiting().get("waits")).containsExactly("tool", "other", "data");
    assertThat(base.rules().guarded())
        .containsExactly(TreePath.of("/etc/initramfs-tools/update-initramfs.conf"));
  }
}

package org.cmimage.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.verify.SampleTree;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeAuditTest {
  private static final ComponentName IMAGE =
      new ComponentName(
          ComponentKind.SOFTWARE_IMAGE, ArchOs.find("debian12-aarch64").orElseThrow());

  @Test
  void howStrictItIsFollowsTheManifestAndNotWhatElseIsKept(@TempDir Path root) throws IOException {
    assertThat(audit(root, Origin.MADE_HERE).report().errors())
        .singleElement()
        .asString()
        .startsWith("accounts: /etc/passwd");
    TreeAudit elsewhere = audit(root, Origin.MADE_ELSEWHERE);
    assertThat(elsewhere.report().errors()).isEmpty();
    assertThat(elsewhere.isRight()).isTrue();
  }

  private static TreeAudit audit(Path root, Origin origin) throws IOException {
    ClusterLayout layout = ClusterLayout.below(root);
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(layout.tree(IMAGE));
    SampleTree sample = SampleTree.good().without("etc/passwd");
    try (Rootfs tree = sample.write(calls, layout.tree(IMAGE))) {
      TreeManifest.of(tree).withOrigin(origin.name()).save(layout.manifest(IMAGE));
    }
    TreeAudit audit = TreeAudit.of(layout, calls, IMAGE, TreeManifest.Depth.CONTENT, 10);
    assertThat(audit.origin()).isEqualTo(origin);
    assertThat(audit.changes()).hasValueSatisfying(found -> assertThat(found.isEmpty()).isTrue());
    return audit;
  }
}

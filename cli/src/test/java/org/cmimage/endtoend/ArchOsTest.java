package org.cmimage.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.archos.ArchOsStage;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.qemu.linux.LinuxHostCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real trees of both architectures, one of them wrong on purpose. */
@Tag("root")
@Tag("network")
class ArchOsTest {
  private static final Distribution DISTRIBUTION = Distribution.parse("debian12");

  private final HostCalls calls = new LinuxHostCalls();

  @BeforeEach
  void requireMachine() {
    TrialCluster.requireMachine("apt-get", "apt-cache", "dpkg-deb");
  }

  @AfterEach
  void removeTrees() throws Exception {
    TrialCluster.remove();
  }

  @Test
  void theWrongOneOfThreeIsNamedAndTheRightOnesAreBound() throws Exception {
    ClusterLayout layout = TrialCluster.create(DISTRIBUTION, List.of());
    ArchOs archOs = new ArchOs(Architecture.AARCH64, DISTRIBUTION);
    RealTrees right = new RealTrees(TrialCluster.scratch(), Architecture.AARCH64);
    RealTrees wrong = new RealTrees(TrialCluster.scratch(), Architecture.X86_64);
    ComponentName installer = new ComponentName(ComponentKind.NODE_INSTALLER, archOs);
    for (ComponentKind kind : ComponentKind.values()) {
      ComponentName component = new ComponentName(kind, archOs);
      Path tree = Files.createDirectories(layout.tree(component));
      (kind == ComponentKind.NODE_INSTALLER ? wrong : right).unpack(component, tree);
    }
    Files.createDirectories(layout.configuration().getParent());
    Files.writeString(
        layout.configuration(), "headnode: {architecture: x86_64, distribution: debian12}\n");
    Files.createDirectories(layout.resolve("/cm/shared"));
    try (InMemoryClusterStore store = new InMemoryClusterStore()) {
      store.update(new HeadNode(layout).newCluster(calls)::changes);
      store.update(c -> ComponentRegistration.softwareImage(c, archOs, "", Instant.EPOCH));
      store.update(c -> ComponentRegistration.nodeInstaller(c, archOs));
      store.update(c -> ComponentRegistration.cmShared(c, archOs));
      ArchOsStage stage = new ArchOsStage(layout, calls, store);
      FaultException fault = catchThrowableOfType(FaultException.class, () -> stage.bind(archOs));
      assertThat(fault.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
      assertThat(fault)
          .hasMessageStartingWith(
              "cannot set up debian12-aarch64: arch/OS does not match in "
                  + installer.name()
                  + "\n")
          .hasMessageContaining("expected aarch64, found x86_64 in /bin/")
          .hasMessageNotContaining("default-image-")
          .hasMessageNotContaining("shared-");
      try (Rootfs tree = Rootfs.open(calls, layout.tree(installer))) {
        TreeIdentity identity = TreeIdentity.of(tree);
        assertThat(identity.kind().value()).hasValue(ComponentKind.NODE_INSTALLER);
        assertThat(identity.archOs()).hasValue(new ArchOs(Architecture.X86_64, DISTRIBUTION));
      }
      Program.output(layout.root(), "rm", "-rf", layout.tree(installer).toString());
      right.unpack(installer, Files.createDirectory(layout.tree(installer)));
      List<String> lines = stage.bind(archOs);
      assertThat(lines).contains("Changing fspart /cm/shared to /cm/shared-debian12-x86_64");
      assertThat(stage.bind(archOs)).isEmpty();
      assertThat(store.snapshot().all(EntityType.ARCH_OS))
          .extracting(Entity::name)
          .containsExactly("aarch64/debian12");
    }
  }
}

package org.cmimage.sources.deb.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.cmimage.core.guest.ScriptedGuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kernels of Ubuntu, whose hooks are run by a trigger of their package. */
class KernelTriggersTest {
  private static final Path DIRECTORY = Path.of("/tree");
  private static final String KERNEL = "6.8.0-51-generic";
  private static final TreePath LEFT = TreePath.of("usr/lib/linux/triggers/" + KERNEL);

  private final ScriptedGuestSession session = new ScriptedGuestSession();
  private Rootfs tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Rootfs.open(new InMemoryHostCalls().withDirectory(DIRECTORY), DIRECTORY);
    tree.write(TreePath.of("var/lib/dpkg/info/linux-image.list"), bytes("/boot/vmlinuz-1\n"), 0644);
    tree.write(LEFT, bytes("run-parts /etc/kernel/postinst.d\n"), 0644);
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  @Test
  void triggersThatAreLeftRunBeforeTheInitramfsIsMade() throws Exception {
    status("triggers-pending");
    session.succeeds(
        "dpkg", "--force-unsafe-io", "--force-confdef", "--force-confold", "--triggers-only", "-a");

    run("configure for the initramfs");

    assertThat(session.ran()).hasSize(1);
  }

  @Test
  void nothingRunsWhereNoneIsLeft() throws Exception {
    status("installed");

    run("configure for the initramfs");

    assertThat(session.ran()).isEmpty();
  }

  @Test
  void whatATriggerLeftIsNotInTheImage() throws Exception {
    status("installed");

    run("finish");

    assertThat(tree.status(LEFT)).isEmpty();
    assertThat(tree.isDirectory(TreePath.of("usr/lib/linux/triggers"))).isTrue();
  }

  private void status(String state) throws IOException {
    String status =
        "Package: linux-image\nStatus: install ok %s\nArchitecture: arm64\nVersion: 1\n\n"
            .formatted(state);
    tree.write(TreePath.of("var/lib/dpkg/status"), bytes(status), 0644);
  }

  private void run(String step) throws IOException, InterruptedException {
    BaseSystem base =
        new BaseSystem(Set.of(), ImmutableSetMultimap.of(), ImmutableSetMultimap.of());
    ProvisionPlan plan =
        new ProvisionPlan(
            Distribution.parse("ubuntu2404"),
            List.of("linux-image"),
            List.of(),
            KERNEL,
            base,
            List.of());
    for (ProvisionTrack track : Iterables.concat(new DebProvision(plan).tracks())) {
      for (ProvisionStep candidate : track.steps()) {
        if (candidate.name().equals(step)) {
          candidate.run(tree, session, new RecordedProgress());
        }
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}

package org.cmimage.sources.deb.provision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.cmimage.core.guest.ScriptedGuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ConfigureGuards;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runs of update-initramfs that were put off. */
class InitramfsRequestsTest {
  private static final Path DIRECTORY = Path.of("/tree");
  private static final String KERNEL = "6.1.0-56-arm64";
  private static final ProvisionPlan PLAN =
      new ProvisionPlan(
          Distribution.parse("debian12"),
          List.of(),
          List.of(),
          KERNEL,
          new BaseSystem(Set.of(), ImmutableSetMultimap.of(), ImmutableSetMultimap.of()),
          List.of());

  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);
  private final ScriptedGuestSession session = new ScriptedGuestSession();
  private final RecordedProgress progress = new RecordedProgress();
  private Rootfs tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Rootfs.open(calls, DIRECTORY);
    file("usr/sbin/update-initramfs", "#!/bin/sh\n");
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  private void file(String path, String content) throws IOException {
    tree.write(TreePath.of(path), content.getBytes(UTF_8), 0644);
  }

  /** Each kernel whose package requested one gets one; others keep theirs. */
  @Test
  void generatesThePutOffInitramfsOfEachKernelThatWasNamed() throws Exception {
    for (String release : List.of("6.1.0-55-arm64", KERNEL, "6.1.0-57-arm64")) {
      file("boot/vmlinuz-" + release, "kernel");
      file("lib/modules/" + release + "/modules.order", "");
      file("boot/initrd.img-" + release, "there");
      session.succeeds("update-initramfs", "-c", "-k", release);
    }
    file(
        ConfigureGuards.INITRAMFS_WANTED.toString().substring(1),
        "-c -k 6.1.0-55-arm64 -b /boot\n-u -k9.9-gone\n-u\n-u\n");

    GenerateInitramfs.again(PLAN).run(tree, session, progress);

    assertThat(session.ran())
        .extracting(command -> command.argv().get(3))
        .containsExactly("6.1.0-55-arm64", "6.1.0-57-arm64");
    assertThat(tree.status(ConfigureGuards.INITRAMFS_WANTED)).isEmpty();
  }

  /** A request of a package that is configured meanwhile is one for the next run. */
  @Test
  void answersTheRequestsThatWereMadeBeforeItAndKeepsLaterOnes() throws Exception {
    file("boot/vmlinuz-" + KERNEL, "kernel");
    file("lib/modules/" + KERNEL + "/modules.order", "");
    file("boot/initrd.img-" + KERNEL, "there");
    String wanted = ConfigureGuards.INITRAMFS_WANTED.toString().substring(1);
    file(wanted, "-u\n");
    GenerateInitramfs.setDue(tree);
    file(wanted, "-u -k all\n");
    session.succeeds("update-initramfs", "-c", "-k", KERNEL);

    GenerateInitramfs.due(PLAN).run(tree, session, progress);
    GenerateInitramfs.due(PLAN).run(tree, session, progress);

    assertThat(session.ran()).hasSize(1);
    assertThat(tree.read(ConfigureGuards.INITRAMFS_WANTED, 99))
        .hasValue("-u -k all\n".getBytes(UTF_8));
    assertThat(tree.status(ConfigureGuards.INITRAMFS_DUE)).isEmpty();
  }
}

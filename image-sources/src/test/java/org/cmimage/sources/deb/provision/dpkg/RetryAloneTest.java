package org.cmimage.sources.deb.provision.dpkg;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.collect.ImmutableSetMultimap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.cmimage.core.guest.CommandResult.End;
import org.cmimage.core.guest.ScriptedGuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.FailedScript;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.ldcache.LibraryCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done itself where the script alone would do it in a program that crashes. */
class RetryAloneTest {
  private static final Path DIRECTORY = Path.of("/staging/tree");
  private static final ProvisionPlan PLAN =
      new ProvisionPlan(
          Distribution.parse("debian12"),
          List.of("libc-bin", "apt"),
          List.of(),
          "",
          new BaseSystem(Set.of("libc-bin"), ImmutableSetMultimap.of(), ImmutableSetMultimap.of()),
          List.of());

  private final ScriptedGuestSession session = new ScriptedGuestSession();
  private Rootfs tree;

  @BeforeEach
  void makeTree() throws IOException {
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);
    tree = Rootfs.open(calls, DIRECTORY);
    tree.write(TreePath.of("var/lib/dpkg/status"), new byte[0], 0644);
  }

  @AfterEach
  void close() throws IOException {
    tree.close();
  }

  @Test
  void theCacheOfLibrariesIsWrittenWhereItsPackageFails() throws Exception {
    ldconfig("2.36");
    RetryAlone retry = retry("--configure", "libc-bin:arm64");

    assertThat(retry.standIns(tree)).containsOnlyKeys("/sbin/ldconfig");
    retry.run(tree, session, new RecordedProgress());

    assertThat(new String(tree.read(LibraryCache.PATH, 4096).orElseThrow(), ISO_8859_1))
        .startsWith("glibc-ld.so.cache1.1")
        .endsWith("ldconfig (Debian GLIBC 2.36-9) stable release version 2.36");
  }

  @Test
  void itIsLeftToTheProgramOfAnotherPackageOrAnEarlierRelease() throws Exception {
    ldconfig("2.31");
    RetryAlone early = retry("--configure", "libc-bin:arm64");
    assertThat(early.standIns(tree)).isEmpty();
    early.run(tree, session, new RecordedProgress());
    ldconfig("2.36");
    assertThat(retry("--configure", "apt").standIns(tree)).isEmpty();
    assertThat(retry("--unpack", "libc-bin").standIns(tree)).isEmpty();
    assertThat(tree.exists(LibraryCache.PATH)).isFalse();
  }

  /** dpkg runs triggers of packages that are configured also while it unpacks others. */
  @Test
  void aTriggerThatFailsWhileOthersAreUnpackedIsConfiguredAgain() throws Exception {
    session.ends(
        new End.Exited(1),
        List.of(
            "Processing triggers for libc-bin (2.36-9) ...",
            "Segmentation fault",
            "dpkg: error processing package libc-bin (--unpack):",
            " installed libc-bin package post-installation script subprocess returned error exit"
                + " status 139",
            "Errors were encountered while processing:",
            " libc-bin"),
        "dpkg",
        "--force-unsafe-io",
        "--force-confdef",
        "--force-confold",
        "--unpack",
        "/x.deb");
    retry("--configure", "libc-bin");
    ImageDpkg dpkg = new ImageDpkg(PLAN, tree, session, new RecordedProgress());

    Throwable failure = catchThrowable(() -> dpkg.run(List.of("--unpack", "/x.deb")));

    assertThat(failure).hasCauseInstanceOf(FailedScript.class);
    ((FailedScript) failure.getCause()).alone().run(tree, session, new RecordedProgress());
    assertThat(session.ran()).hasSize(2);
  }

  private RetryAlone retry(String action, String name) {
    session.succeeds(
        "dpkg",
        "--force-unsafe-io",
        "--force-confdef",
        "--force-confold",
        "--configure",
        "--no-triggers",
        "--force-depends",
        name);
    return new RetryAlone(PLAN, action, List.of(name));
  }

  private void ldconfig(String version) throws IOException {
    byte[] header = new byte[64];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, header, 0, 7);
    header[16] = 3;
    header[18] = (byte) 183; // AArch64
    ByteArrayOutputStream program = new ByteArrayOutputStream();
    program.writeBytes(header);
    program.writeBytes(
        "\0ldconfig (Debian GLIBC %1$s-9) stable release version %1$s\0"
            .formatted(version)
            .getBytes(ISO_8859_1));
    tree.write(TreePath.of("sbin/ldconfig"), program.toByteArray(), 0755);
  }
}

package org.cmimage.endtoend.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.SilentProgress;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A medium as cluster managers have it, base and packages in an ISO, is read where it is. */
class MediumTest {
  private static final ArchOs ARCH_OS =
      new ArchOs(TrialCluster.HOST, Distribution.parse("debian12"));
  private static final ComponentName IMAGE =
      new ComponentName(ComponentKind.SOFTWARE_IMAGE, ARCH_OS);

  @AfterEach
  void remove() throws Exception {
    TrialCluster.remove();
  }

  @Test
  void anImageIsMadeOfAMediumAlone() throws Exception {
    TrialCluster.requireMachine("mmdebstrap", "xorriso", "dpkg-scanpackages");
    ClusterLayout layout = TrialCluster.create(ARCH_OS.distribution(), List.of());
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline = ImagePipeline.builder().layout(layout).store(store).build();
      ComponentPlan fromNothing =
          TrialCluster.requirePlan(pipeline, ImageRequest.bootstrap(ARCH_OS, IMAGE.kind()).build());
      Path medium = medium(fromNothing);

      Path tree = makeAlone(layout, List.of(medium));

      assertThat(Files.readString(tree.resolve("var/lib/dpkg/status")))
          .contains("Package: initramfs-tools\nStatus: install ok installed\n");
      try (Stream<Path> boot = Files.list(tree.resolve("boot"))) {
        assertThat(boot.map(Path::getFileName).map(Path::toString))
            .anyMatch(name -> name.startsWith("initrd.img-"));
      }
    }
  }

  @Test
  void anImageIsMadeOfALiveMediumAndOneOfPackages() throws Exception {
    TrialCluster.requireMachine("mmdebstrap", "xorriso", "dpkg-scanpackages", "mksquashfs");
    ClusterLayout layout = TrialCluster.create(ARCH_OS.distribution(), List.of());
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline = ImagePipeline.builder().layout(layout).store(store).build();
      ComponentPlan fromNothing =
          TrialCluster.requirePlan(pipeline, ImageRequest.bootstrap(ARCH_OS, IMAGE.kind()).build());
      Path live = live(BaseArchive.make(fromNothing, ARCH_OS));
      Path packages = Files.createDirectories(TrialCluster.scratch().resolve("packages"));
      packages(fromNothing, packages);

      Path tree = makeAlone(layout, List.of(live, packages));

      assertThat(tree.resolve("etc/of-the-upper-layer")).exists();
      assertThat(tree.resolve("etc/issue")).doesNotExist();
      assertThat(Files.readString(tree.resolve("var/lib/dpkg/status")))
          .contains("Package: initramfs-tools\nStatus: install ok installed\n");
    }
  }

  /** The tree that is made on a head node that has nothing but the media. */
  private static Path makeAlone(ClusterLayout connected, List<Path> media) throws Exception {
    ClusterLayout alone = TrialCluster.alone(connected);
    try (ClusterStore store = Stores.open(alone)) {
      ImagePipeline pipeline = ImagePipeline.builder().layout(alone).store(store).build();
      pipeline.execute(
          pipeline.plan(
              ImageRequest.bootstrap(ARCH_OS, IMAGE.kind())
                  .sources(media.stream().map(Path::toString).toList())
                  .airGapped(true)
                  .build()));
    }
    return alone.tree(IMAGE);
  }

  /** A medium of live-boot with two layers, the upper one with the marks of an overlay. */
  private static Path live(Path base) throws Exception {
    Program.output(
        TrialCluster.scratch(),
        "sh",
        "-euc",
        "mkdir -p lower upper/etc live/live; tar -C lower --xattrs -xf "
            + base
            + "; touch upper/etc/of-the-upper-layer; mknod upper/etc/issue c 0 0; touch -r"
            + " lower/etc upper/etc; mksquashfs lower"
            + " live/live/filesystem.squashfs -comp zstd -no-progress >log; mksquashfs upper"
            + " live/live/more.squashfs -no-progress >log; echo filesystem.squashfs more.squashfs"
            + " >live/live/filesystem.module; xorriso -as mkisofs -R -o live.iso live 2>log");
    return TrialCluster.scratch().resolve("live.iso");
  }

  /** A medium of a cluster manager. */
  private static Path medium(ComponentPlan plan) throws Exception {
    Path base = BaseArchive.make(plan, ARCH_OS);
    Path data = TrialCluster.scratch().resolve("medium/data");
    Path packages = Files.createDirectories(data.resolve("packages/dist/debian/12"));
    packages(plan, packages);
    try (InputStream in = Files.newInputStream(base);
        OutputStream out =
            new GZIPOutputStream(Files.newOutputStream(data.resolve("DEBIAN12.tar.gz")))) {
      in.transferTo(out);
    }
    Path iso = TrialCluster.scratch().resolve("medium.iso");
    Program.output(
        TrialCluster.scratch(), "sh", "-c", "xorriso -as mkisofs -R -o medium.iso medium 2>log");
    return iso;
  }

  /** The cache may hold those of other distributions, too: they are left out. */
  private static void packages(ComponentPlan plan, Path packages) throws Exception {
    TrialCluster.installation(plan).fetch(new SilentProgress());
    try (Stream<Path> files = Files.walk(TrialCluster.cache().resolve("sha256"))) {
      for (Path file : files.filter(MediumTest::isPackage).toList()) {
        Files.createLink(packages.resolve(file.getFileName() + ".deb"), file);
      }
    }
    Set<String> planned =
        plan.packages().stream()
            .map(one -> one.name() + " " + one.version() + " " + one.architecture())
            .collect(Collectors.toSet());
    StringBuilder index = new StringBuilder();
    String all = Program.output(packages, "sh", "-c", "dpkg-scanpackages -m . 2>../log");
    for (String stanza : all.strip().split("\n\n")) {
      String name = field(stanza, "Filename").substring("./".length());
      String identity = field(stanza, "Package") + " " + field(stanza, "Version");
      if (planned.contains(identity + " " + field(stanza, "Architecture"))) {
        index.append(stanza).append("\n\n");
      } else {
        Files.delete(packages.resolve(name));
      }
    }
    Files.writeString(packages.resolve("Packages"), index);
  }

  private static String field(String stanza, String name) {
    return stanza
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElseThrow();
  }

  /** The cache names files by their digests alone. */
  private static boolean isPackage(Path file) {
    byte[] magic = "!<arch>\n".getBytes(US_ASCII);
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(magic.length), magic);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

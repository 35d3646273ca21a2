package org.cmimage.endtoend.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.host.HostFiles;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real exportfs reads the exports of clusters, in a mount namespace of its own. */
@Tag("root")
class ExportfsTest {
  private static final EntityKey HEAD = EntityKey.of(EntityType.DEVICE, "head");
  private static final int CLUSTERS = 25;
  private static final List<String> DIRECTORIES = List.of("/srv/a", "/srv/b-c_d.e", "/srv/f+g");

  @TempDir static Path tools;
  private static Path exportfs = Path.of("/usr/sbin/exportfs");

  @TempDir private Path directory;

  @BeforeAll
  static void findExportfs() throws IOException, InterruptedException {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    if (Files.isExecutable(exportfs)) {
      return;
    }
    ProcessBuilder fetch =
        new ProcessBuilder(
            "sh",
            "-c",
            "apt-get -q download nfs-kernel-server && dpkg -x nfs-kernel-server_*.deb .");
    Process process =
        fetch
            .directory(tools.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Assumptions.assumeTrue(process.waitFor() == 0, "needs exportfs, or apt-get to fetch it");
    exportfs = tools.resolve("usr/sbin/exportfs");
  }

  /** Returns the table of a server that reads these exports. */
  private String table(String exports) throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("exports"), exports);
    String script =
        """
        set -e
        mount -t tmpfs none /srv
        mkdir -p %s /srv/state /srv/exports.d
        cp %s /srv/exports.d/cm-image.exports
        touch /srv/state/etab /srv/state/rmtab
        cp %s /srv/exportfs
        mount -t tmpfs none /var/lib
        mkdir /var/lib/nfs
        mount --bind /srv/state /var/lib/nfs
        mount -t tmpfs none /etc
        cp -r /srv/exports.d /etc/exports.d
        : >/etc/exports
        /srv/exportfs -ra
        cat /var/lib/nfs/etab
        """
            .formatted(String.join(" ", DIRECTORIES), file, exportfs);
    return Program.output(
        directory, "unshare", "--mount", "--propagation", "private", "sh", "-c", script);
  }

  private static ClusterSnapshot cluster(Random random) {
    ClusterSnapshot empty = ClusterSnapshot.empty();
    NewCluster head =
        NewCluster.of("head", new ArchOs(Architecture.X86_64, Distribution.parse("debian12")));
    ClusterSnapshot cluster = empty.apply(head.changes(empty));
    for (String automatic : List.of("/home@internalnet", "/var/spool/burn@internalnet")) {
      cluster = cluster.without(HEAD.child(EntityType.FS_EXPORT, automatic));
    }
    for (String path : DIRECTORIES) {
      FsExport export = new FsExport(HEAD, Map.of("name", path, "path", path));
      for (var property : EntityType.FS_EXPORT.schema().properties()) {
        List<String> values =
            switch (property.name()) {
              case "network" -> List.of("", "internalnet");
              case "hosts" -> List.of("10.0.0.1", "*.cluster @racks", "2001:db8::/32 10.1.0.0/24");
              case "extraoptions" -> List.of("", "sec=krb5:krb5p,crossmnt", "nohide");
              case "anonymousuid", "anonymousgid", "fsid" -> List.of("0", "7", "65534");
              case "write", "async", "rootsquash", "allsquash", "rdma", "checktree" ->
                  List.of("yes", "no");
              default -> List.of();
            };
        if (!values.isEmpty()) {
          export = export.with(property, values.get(random.nextInt(values.size())));
        }
      }
      cluster = cluster.with(export);
    }
    return cluster;
  }

  @Test
  void exportfsTakesWhatIsMadeOfAnyExports() throws IOException, InterruptedException {
    Random random = new Random(15);
    for (int i = 0; i < CLUSTERS; i++) {
      String exports = HostFiles.of(cluster(random)).files().get(0).content();
      List<String> wanted = new ArrayList<>();
      exports
          .lines()
          .filter(line -> line.startsWith("/"))
          .forEach(line -> wanted.addAll(clients(line)));

      String table = table(exports);

      List<String> exported =
          table
              .lines()
              .map(line -> line.replaceFirst("\t", " ").replaceFirst("\\(.*", ""))
              .toList();
      assertThat(exported).as(exports).containsExactlyInAnyOrderElementsOf(wanted);
    }
  }

  private static List<String> clients(String line) {
    String[] words = line.split(" ");
    return Stream.of(words)
        .skip(1)
        .map(client -> words[0] + " " + client.replaceFirst("\\(.*", ""))
        .toList();
  }

  @Test
  void exportfsRefusesWhatIsNotOfItsForm() {
    assertThatThrownBy(() -> table("/srv/a 10.0.0.1(rw,bogus)\n"))
        .hasMessageContaining("unknown keyword");
  }
}

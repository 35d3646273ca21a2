package org.cmimage.model.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsMount;
import org.cmimage.model.entity.Network;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class HostFilesTest {
  private static final ArchOs ARCH_OS =
      new ArchOs(Architecture.AARCH64, Distribution.parse("ubuntu2404"));
  private static final EntityKey HEAD = EntityKey.of(EntityType.DEVICE, "head");
  private static final String HEADER =
      """
      # Made by cm-image of the exports of the head node: cmsh -c "device use master; fsexports; list"
      # Changes of this file are lost; other files in this directory stay as they are.
      """;

  /** What stands behind a directory of exports(5), as it is made here. */
  private static final Pattern LINE =
      Pattern.compile("/[-+_./@A-Za-z0-9]+( [^\\s()#\"\\\\]+\\([^\\s()#\"\\\\]+\\))+");

  private static ClusterSnapshot cluster() {
    ClusterSnapshot empty = ClusterSnapshot.empty();
    return empty.apply(NewCluster.of("head", ARCH_OS).changes(empty));
  }

  private static FsExport export(String path, Map<String, String> values) {
    FsExport export = new FsExport(HEAD, Map.of("name", path, "path", path));
    for (Map.Entry<String, String> value : values.entrySet()) {
      export =
          export.with(EntityType.FS_EXPORT.schema().property(value.getKey()), value.getValue());
    }
    return export;
  }

  private static ClusterSnapshot with(Entity... entities) {
    ClusterSnapshot cluster = cluster();
    for (Entity entity : entities) {
      cluster = cluster.with(entity);
    }
    return cluster;
  }

  private static String exports(ClusterSnapshot cluster) {
    return HostFiles.of(cluster).files().get(0).content();
  }

  private static String mounts(ClusterSnapshot cluster) {
    return HostFiles.of(cluster).files().get(1).content();
  }

  private static List<String> notices(ClusterSnapshot cluster) {
    return HostFiles.of(cluster).notices().stream().map(Notice::fact).toList();
  }

  @Test
  void aClusterWithoutAHeadNodeNeedsNoFile() {
    HostFiles files = HostFiles.of(ClusterSnapshot.empty());

    assertThat(files.files()).extracting(HostFile::content).containsOnly("");
    assertThat(files.notices()).isEmpty();
  }

  @Test
  void whatProvisioningNeedsIsExportedToItsNetworks() {
    ClusterSnapshot cluster = cluster();
    cluster = cluster.apply(ComponentRegistration.nodeInstaller(cluster, ARCH_OS));
    cluster = cluster.apply(ComponentRegistration.cmShared(cluster, ARCH_OS));

    assertThat(exports(cluster))
        .isEqualTo(
            HEADER
                + """
                /cm/node-installer-ubuntu2404-aarch64 10.141.0.0/16(ro,async,no_root_squash,no_subtree_check)
                /cm/node-installer-ubuntu2404-aarch64/certificates 10.141.0.0/16(rw,async,no_root_squash,no_subtree_check)
                /cm/shared-ubuntu2404-aarch64 10.141.0.0/16(rw,async,no_root_squash,no_subtree_check)
                /home 10.141.0.0/16(rw,async,no_root_squash,no_subtree_check)
                /var/spool/burn 10.141.0.0/16(rw,async,no_root_squash,no_subtree_check)
                """);
    assertThat(HostFiles.of(cluster).files().get(0).path())
        .isEqualTo("/etc/exports.d/cm-image.exports");
  }

  @Test
  void aNetworkThatProvisionsNoMoreGetsNoAutomaticExports() {
    Network quiet = NewCluster.internalNetwork().with(Network.NODE_BOOTING, "no");
    FsExport own = export("/data", Map.of("network", "internalnet"));

    assertThat(exports(with(quiet))).isEmpty();
    assertThat(exports(with(quiet, own)))
        .isEqualTo(HEADER + "/data 10.141.0.0/16(ro,async,no_root_squash,no_subtree_check)\n");
  }

  @Test
  void allPropertiesBecomeOptions() {
    FsExport all =
        export(
            "/all",
            Map.ofEntries(
                Map.entry("hosts", "node001 *.cluster 10.0.0.0/8 2001:db8::/32 @group"),
                Map.entry("write", "yes"),
                Map.entry("async", "no"),
                Map.entry("rootsquash", "yes"),
                Map.entry("allsquash", "yes"),
                Map.entry("anonymousuid", "1000"),
                Map.entry("anonymousgid", "100"),
                Map.entry("checktree", "yes"),
                Map.entry("fsid", "7"),
                Map.entry("rdma", "yes"),
                Map.entry("extraoptions", "sec=krb5:krb5p,crossmnt")));
    String options =
        "(rw,sync,root_squash,all_squash,anonuid=1000,anongid=100,subtree_check,fsid=7,insecure,"
            + "sec=krb5:krb5p,crossmnt)";

    assertThat(exports(with(all)))
        .contains(
            "/all node001%s *.cluster%s 10.0.0.0/8%s 2001:db8::/32%s @group%s\n"
                .replace("%s", options));
  }

  @Test
  void whatWouldBeAnExportToTheWorldOrLeaveTheFormIsLeftOutAndTold() {
    ClusterSnapshot cluster =
        with(
            export("/alone", Map.of()),
            export("/nowhere", Map.of("network", "nowhere")),
            Network.named("nowhere"),
            export("/hosts", Map.of("hosts", "a(rw) b")),
            export("/options", Map.of("hosts", "a", "extraoptions", "rw) *(rw")),
            export("/off", Map.of("disabled", "yes")),
            export("/home", Map.of("hosts", "10.141.0.0/16")));

    assertThat(exports(cluster))
        .contains("/hosts b(ro")
        .doesNotContain("/alone", "/nowhere", "/options", "/off", "a(rw)");
    assertThat(notices(cluster))
        .containsExactlyInAnyOrder(
            "it has neither a network nor hosts",
            "network nowhere has no base address",
            "\"a(rw)\" is not a host, network or netgroup of exports(5)",
            "\"rw) *(rw\" are not options of exports(5)",
            "another export of this directory is to 10.141.0.0/16, too");
  }

  @Property
  void nothingThatAnAdministratorTypesLeavesTheFormOfALine(
      @ForAll @StringLength(max = 40) String hosts, @ForAll @StringLength(max = 40) String extra) {
    FsExport export;
    try {
      export = export("/a", Map.of("hosts", hosts + " node001", "extraoptions", extra));
    } catch (IllegalArgumentException refused) {
      return;
    }

    String text = exports(with(export));

    assertThat(text).startsWith(HEADER);
    assertThat(text.substring(HEADER.length()).lines())
        .allMatch(line -> LINE.matcher(line).matches());
  }

  @Test
  void theHeadNodesMountsAreLinesOfFstab() {
    FsMount home = FsMount.of(HEAD, "7.241.16.39:/home", "/home", "nfs");
    FsMount disk =
        FsMount.of(HEAD, "/dev/disk/by-label/my data#1", "/data", "xfs")
            .with(FsMount.MOUNT_OPTIONS, "noatime,nofail")
            .with(FsMount.FILESYSTEM_CHECK, "OTHER")
            .with(FsMount.DUMP, "yes");
    FsMount rdma =
        FsMount.of(HEAD, "$localnfsserver:/fast", "/mnt/fast", "nfs").with(FsMount.RDMA, "yes");
    FsMount itself = FsMount.of(HEAD, "master:/cm/shared", "/cm/shared", "nfs");

    ClusterSnapshot cluster = with(home, disk, rdma, itself);

    assertThat(mounts(cluster))
        .isEqualTo(
            """
            /dev/disk/by-label/my\\040data\\0431 /data xfs noatime,nofail 1 2
            7.241.16.39:/home /home nfs defaults 0 0
            master:/fast /mnt/fast nfs defaults,rdma 0 0
            """);
    assertThat(notices(cluster)).containsExactly("the head node would mount it from itself");
    assertThat(HostFiles.of(cluster).files().get(1).form()).isEqualTo(HostFile.Form.BLOCK);
  }
}

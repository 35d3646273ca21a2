package org.cmimage.core.archos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.verify.SampleTree;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees and store in memory; the head node's own trees and the links to them are files. */
class ArchOsStageTest {
  private static final ArchOs ARM = ArchOs.find("debian12-aarch64").orElseThrow();
  private static final ArchOs HEAD = ArchOs.find("rocky8u9-x86_64").orElseThrow();
  private static final int X86_64 = 62;
  private static final String SHARED = "/cm/shared-rocky8-x86_64";

  @TempDir private Path root;
  private final InMemoryClusterStore store = new InMemoryClusterStore();
  private InMemoryHostCalls calls = new InMemoryHostCalls();
  private ClusterLayout layout = ClusterLayout.ofHeadNode();

  @BeforeEach
  void aHeadNodeWithTreesOfItsOwnAndThreeComponents() throws Exception {
    layout = ClusterLayout.below(root);
    calls = new InMemoryHostCalls();
    Files.createDirectories(layout.resolve("/cm/shared/apps"));
    Files.createDirectories(layout.resolve("/cm/node-installer"));
    store.update(
        new NewCluster(
                "lab",
                "head",
                HEAD,
                List.of(NewCluster.internalNetwork()),
                List.of(),
                List.of(
                    FsPart.of("/cm/shared", "cm-shared"),
                    FsPart.of("/cm/node-installer", "node-installer")))
            ::changes);
    put(ComponentKind.SOFTWARE_IMAGE, SampleTree.good());
    put(ComponentKind.NODE_INSTALLER, SampleTree.good().without("boot"));
    put(ComponentKind.CM_SHARED, SampleTree.applications());
    store.update(c -> ComponentRegistration.softwareImage(c, ARM, "6.1.0", Instant.EPOCH));
    store.update(c -> ComponentRegistration.nodeInstaller(c, ARM));
    store.update(c -> ComponentRegistration.cmShared(c, ARM));
  }

  @Test
  void whatIsRightIsBoundAndTheHeadNodesOwnTreesGetASecondName() throws Exception {
    List<String> lines = stage(store).bind(ARM);
    assertThat(lines)
        .hasSize(5)
        .contains("Changing fspart /cm/shared to " + SHARED)
        .contains("Changing category default to default-rocky8-x86_64");
    assertThat(entries()).containsExactly("aarch64/debian12", "x86_64/rhel8");
    assertThat(Files.readSymbolicLink(layout.resolve(SHARED))).hasToString("shared");
    assertThat(layout.resolve(SHARED).resolve("apps")).isDirectory();
    ClusterSnapshot after = store.snapshot();
    assertThat(stage(store).bind(ARM)).isEmpty();
    assertThat(store.snapshot()).isEqualTo(after);
    assertThat(calls.openHandles()).isZero();
  }

  private void spoil() throws Exception {
    calls = new InMemoryHostCalls();
    put(ComponentKind.SOFTWARE_IMAGE, SampleTree.good());
    put(ComponentKind.CM_SHARED, SampleTree.applications());
    put(
        ComponentKind.NODE_INSTALLER,
        SampleTree.good()
            .elf("usr/bin/sh", X86_64)
            .elf("usr/bin/ls", X86_64)
            .text("etc/os-release", "ID=ubuntu\nVERSION_ID=24.04\n"));
    store.update(
        c ->
            ChangeSet.of(c)
                .put(FsPart.of("/cm/shared-debian12-aarch64", "custom"))
                .remove(FsPart.of("/cm/images/default-image-debian12-aarch64/boot", "boot").key())
                .build());
  }

  @Test
  void everythingThatIsWrongIsToldAndNothingIsDone() throws Exception {
    spoil();
    ClusterSnapshot before = store.snapshot();
    FaultException fault = catchThrowableOfType(FaultException.class, () -> stage(store).bind(ARM));
    assertThat(fault.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
    assertThat(fault.getMessage().lines())
        .containsExactly(
            "cannot set up debian12-aarch64: arch/OS does not match in"
                + " default-image-debian12-aarch64, node-installer-debian12-aarch64,"
                + " shared-debian12-aarch64",
            "  software image default-image-debian12-aarch64: fspart:"
                + " /cm/images/default-image-debian12-aarch64/boot: expected type boot, found none",
            "  node-installer node-installer-debian12-aarch64: distribution:"
                + " /cm/node-installer-debian12-aarch64/etc/os-release: expected debian12, found"
                + " ubuntu2404 (another distribution)",
            "  node-installer node-installer-debian12-aarch64: machine type:"
                + " /cm/node-installer-debian12-aarch64/usr/bin/ls: expected aarch64, found x86_64"
                + " in /usr/bin/ls, /usr/bin/sh",
            "  cm-shared shared-debian12-aarch64: fspart: /cm/shared-debian12-aarch64: expected"
                + " type cm-shared, found type custom");
    assertThat(((Remedy.Recreate) fault.remedy()).repairs())
        .containsExactly(
            new Remedy.Repair(
                name(ComponentKind.SOFTWARE_IMAGE),
                true,
                true,
                List.of("/cm/images/default-image-debian12-aarch64"),
                true,
                List.of("default-debian12-aarch64"),
                List.of()),
            new Remedy.Repair(
                name(ComponentKind.NODE_INSTALLER),
                false,
                true,
                List.of("/cm/node-installer-debian12-aarch64"),
                false,
                List.of(),
                List.of()),
            new Remedy.Repair(
                name(ComponentKind.CM_SHARED),
                true,
                true,
                List.of("/cm/shared-debian12-aarch64"),
                false,
                List.of(),
                List.of()));
    assertThat(store.snapshot()).isEqualTo(before);
    assertThat(layout.resolve(SHARED)).doesNotExist();
    assertThat(stage(store).examine(ARM)).hasSize(4);
  }

  @Test
  void whatIsNotThereAtAllIsToldOfAllThree() throws Exception {
    ArchOs other = ArchOs.find("ubuntu2404-aarch64").orElseThrow();
    assertThat(stage(store).examine(other).stream().map(ComponentFault::toString))
        .contains(
            "software image default-image-ubuntu2404-aarch64: directory:"
                + " /cm/images/default-image-ubuntu2404-aarch64: expected a tree, found no"
                + " directory",
            "software image default-image-ubuntu2404-aarch64: softwareimage:"
                + " default-image-ubuntu2404-aarch64: expected path"
                + " /cm/images/default-image-ubuntu2404-aarch64, found none")
        .hasSize(8);
  }

  @Test
  void whatStandsAtTheNewNameIsNeverTouched() throws Exception {
    Path shared = Files.createDirectories(layout.resolve(SHARED).resolve("mine")).getParent();
    Path installer = layout.resolve("/cm/node-installer-rocky8-x86_64");
    Files.createSymbolicLink(installer, Path.of("nowhere"));
    List<String> lines = stage(store).bind(ARM);
    assertThat(lines)
        .contains(
            "Keeping fspart /cm/shared: " + SHARED + " is something else",
            "Keeping fspart /cm/node-installer: /cm/node-installer-rocky8-x86_64 is something"
                + " else");
    assertThat(shared).isDirectoryContaining(path -> path.endsWith("mine"));
    assertThat(Files.readSymbolicLink(installer)).hasToString("nowhere");
    assertThat(parts()).contains("/cm/shared", "/cm/node-installer").doesNotContain(SHARED);
    assertThat(entries()).containsExactly("aarch64/debian12", "x86_64/rhel8");
  }

  @Test
  void whatAnAdministratorMovedOrLinkedIsRight() throws Exception {
    Files.move(layout.resolve("/cm/shared"), layout.resolve(SHARED));
    Files.createSymbolicLink(layout.resolve("/cm/shared"), Path.of("shared-rocky8-x86_64"));
    Path installer = layout.resolve("/cm/node-installer-rocky8-x86_64");
    Files.createSymbolicLink(installer, layout.resolve("/cm/node-installer"));
    stage(store).bind(ARM);
    assertThat(parts()).contains(SHARED, "/cm/node-installer-rocky8-x86_64");
    assertThat(Files.readSymbolicLink(installer)).isEqualTo(layout.resolve("/cm/node-installer"));
  }

  @Test
  void aStoreThatFailsLeavesEverythingAsItWas() throws Exception {
    ClusterSnapshot before = store.snapshot();
    try (Stream<Path> files = Files.list(layout.resolve("/cm"))) {
      List<Path> there = files.sorted().toList();
      assertThatThrownBy(() -> stage(new RefusingStore(store)).bind(ARM))
          .isInstanceOf(FaultException.class)
          .hasMessage("cannot change the cluster: no room");
      try (Stream<Path> now = Files.list(layout.resolve("/cm"))) {
        assertThat(now.sorted().toList()).isEqualTo(there);
      }
    }
    assertThat(store.snapshot()).isEqualTo(before);
  }

  private record RefusingStore(ClusterStore store) implements ClusterStore {
    @Override
    public ClusterSnapshot snapshot() throws StoreException {
      return store.snapshot();
    }

    @Override
    public ClusterSnapshot apply(ChangeSet changes) throws StoreException {
      throw new StoreException(
          StoreException.Kind.UNUSABLE, "cannot change the cluster: no room", null);
    }

    @Override
    public void close() {
      // the other one stays open
    }
  }

  private ArchOsStage stage(ClusterStore cluster) {
    return new ArchOsStage(layout, calls, cluster);
  }

  private void put(ComponentKind kind, SampleTree tree) throws IOException {
    Path directory = layout.tree(name(kind));
    calls.withDirectory(directory);
    tree.write(calls, directory).close();
  }

  private List<String> entries() throws StoreException {
    return store.snapshot().all(EntityType.ARCH_OS).stream().map(Entity::name).toList();
  }

  private List<String> parts() throws StoreException {
    return store.snapshot().fsParts().stream().map(FsPart::name).toList();
  }

  private static ComponentName name(ComponentKind kind) {
    return new ComponentName(kind, ARM);
  }
}

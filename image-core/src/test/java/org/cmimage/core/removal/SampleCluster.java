package org.cmimage.core.removal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.ComponentRemoval;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;

/** A cluster with the trees and entities of all components; trees in memory, records in files. */
final class SampleCluster {
  static final ArchOs ARM = new ArchOs(Architecture.AARCH64, Distribution.parse("debian12"));
  static final ArchOs HEAD = new ArchOs(Architecture.X86_64, Distribution.parse("debian12"));
  static final ComponentName IMAGE = new ComponentName(ComponentKind.SOFTWARE_IMAGE, ARM);
  static final ComponentName SHARED = new ComponentName(ComponentKind.CM_SHARED, ARM);

  final ClusterLayout layout;
  final InMemoryHostCalls calls = new InMemoryHostCalls();
  final ClusterStore store = new InMemoryClusterStore();

  SampleCluster(Path root) throws IOException {
    layout = ClusterLayout.below(root);
    calls.withDirectory(root.resolve("cm/images"));
    change(NewCluster.of("head", HEAD)::changes);
    for (ComponentKind kind : ComponentKind.values()) {
      ComponentName component = new ComponentName(kind, ARM);
      makeTree(layout.tree(component));
      record(layout.timings(), component, ".json");
      record(layout.manifests(), component, ".mtree");
      Path log = layout.log(component);
      Files.writeString(Files.createDirectories(log.getParent()).resolve(log.getFileName()), "");
    }
    change(c -> ComponentRegistration.softwareImage(c, ARM, "6.1", Instant.EPOCH));
    change(c -> ComponentRegistration.nodeInstaller(c, ARM));
    change(c -> ComponentRegistration.cmShared(c, ARM));
  }

  void record(Path directory, ComponentName component, String suffix) throws IOException {
    Files.writeString(
        Files.createDirectories(directory).resolve(component.name() + suffix), "record");
  }

  void makeTree(Path path) throws IOException {
    calls.withDirectory(path);
    try (Rootfs tree = Rootfs.open(calls, path)) {
      tree.write(TreePath.of("etc/deep/file"), "content".getBytes(UTF_8), 0644);
      tree.link(TreePath.of("etc/link"), "/".getBytes(UTF_8));
    }
  }

  void change(Function<ClusterSnapshot, ChangeSet> changes) {
    try {
      store.update(changes::apply);
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  ClusterSnapshot entities() {
    try {
      return store.snapshot();
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  ImageRemoval removal() {
    return new ImageRemoval(layout, store, calls, InstantSource.system());
  }

  OrphanRemoval orphans() {
    return new OrphanRemoval(layout, store, calls, InstantSource.system());
  }

  /** What there is below a path, nothing where nothing is. */
  SortedMap<String, String> dump(Path path) throws IOException {
    String prefix = "/" + layout.root().relativize(path);
    SortedMap<String, String> below = new TreeMap<>();
    TreeDump.of(calls, layout.root())
        .forEach(
            (at, line) -> {
              String absolute = at.startsWith("/") ? at : "/" + at;
              if (absolute.equals(prefix) || absolute.startsWith(prefix + "/")) {
                below.put(absolute, line);
              }
            });
    return below;
  }

  /** Fails where staging is not empty, or not there. */
  void removeEmptyStaging() throws IOException {
    try (Handle above = calls.openRoot(layout.resolve("/cm"))) {
      calls.removeDirectory(above, StagingDirectory.CONTAINER.getBytes(UTF_8));
    }
  }

  boolean isRegistered(ComponentName component) {
    return !ComponentRemoval.entities(entities(), component).isEmpty();
  }

  /** Every component that is registered has its whole tree, and no tree is there in part. */
  void assertWhole() throws IOException {
    for (ComponentKind kind : ComponentKind.values()) {
      ComponentName component = new ComponentName(kind, ARM);
      SortedMap<String, String> tree = dump(layout.tree(component));
      if (isRegistered(component) || !tree.isEmpty()) {
        assertThat(tree).as(component.toString()).hasSize(5);
      }
    }
  }

  void assertNothingLeft(ComponentName component) throws IOException {
    assertThat(isRegistered(component)).isFalse();
    assertThat(dump(layout.root()).keySet())
        .noneMatch(path -> path.contains(component.name()) || path.contains(".cm-image-staging"));
    for (Path directory :
        Arrays.asList(layout.journals(), layout.timings(), layout.manifests(), layout.log())) {
      Path above = Files.isDirectory(directory) ? directory : directory.getParent();
      if (Files.exists(above)) {
        try (var files = Files.list(above)) {
          assertThat(files).noneMatch(file -> file.toString().contains(component.name()));
        }
      }
    }
    assertThat(calls.openHandles()).isZero();
  }
}

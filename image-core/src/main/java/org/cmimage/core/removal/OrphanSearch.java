package org.cmimage.core.removal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.host.HostPath;
import org.cmimage.core.host.TreeGuard;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.identity.ComponentMarker;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** One search for orphans. */
final class OrphanSearch {
  private final ClusterLayout layout;
  private final ClusterSnapshot cluster;
  private final HostCalls calls;
  private final ComponentRecords records;
  private final List<Orphan> found = new ArrayList<>();

  OrphanSearch(ClusterLayout layout, ClusterSnapshot cluster, HostCalls calls) {
    this.layout = layout;
    this.cluster = cluster;
    this.calls = calls;
    this.records = ComponentRecords.of(layout);
  }

  List<Orphan> run() throws IOException {
    Path components = layout.resolve("/cm");
    Path images = layout.resolve("/cm/images");
    for (Path above : List.of(components, images)) {
      for (Path staged : directories(above.resolve(StagingDirectory.CONTAINER))) {
        addStaged(staged);
      }
    }
    if (cluster.partition().isPresent()) {
      KnownPaths known = KnownPaths.of(cluster, layout);
      for (Path tree : directories(images)) {
        addTree(tree, !name(tree).startsWith(".") && !name(tree).equals("lost+found"), known);
      }
      for (Path tree : directories(components)) {
        boolean ofComponent =
            name(tree).startsWith("node-installer-") || name(tree).startsWith("shared-");
        addTree(tree, ofComponent, known);
      }
    }
    addRecords();
    found.sort(Comparator.comparing(Orphan::kind).thenComparing(Orphan::path));
    return found;
  }

  private void addStaged(Path tree) throws IOException {
    String name = name(tree);
    boolean outgoing = name.startsWith(StagingDirectory.OUTGOING);
    Optional<ComponentName> component =
        ComponentName.find(outgoing ? name.substring(StagingDirectory.OUTGOING.length()) : name);
    String seems =
        outgoing
            ? "a tree that was being replaced or removed"
            : component.isPresent() && records.isUnfinished(component.get())
                ? "of an interrupted run, which the same command would resume"
                : "of a run that was cut short";
    add(Orphan.Kind.STAGING, tree, component, seems, true);
  }

  private void addTree(Path tree, boolean isPlaceOfComponents, KnownPaths known)
      throws IOException {
    if (!isPlaceOfComponents || known.concern(tree)) {
      return;
    }
    Optional<ComponentName> component = ComponentName.ofPath("/" + layout.root().relativize(tree));
    Optional<ComponentMarker> marker = marker(tree);
    boolean recorded = component.isPresent() && records.files().containsKey(component.get().name());
    String seems =
        marker
            .map(
                m ->
                    m.kind().label()
                        + " for "
                        + m.archOs()
                        + ", made by "
                        + m.madeBy().replaceAll("\\p{Cntrl}", "?"))
            .or(() -> component.map(c -> c.kind().label() + " for " + c.archOs() + " by its name"))
            .orElseGet(() -> byContent(tree));
    add(
        Orphan.Kind.TREE,
        tree,
        component,
        recorded && marker.isEmpty() ? seems + ", made by cm-image" : seems,
        recorded || marker.isPresent());
  }

  private String byContent(Path directory) {
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      TreeIdentity identity = TreeIdentity.of(tree);
      String kind = identity.kind().value().map(ComponentKind::label).orElse("tree");
      return identity
          .archOs()
          .map(archOs -> kind + " for " + archOs + " by its content")
          .orElse(identity.isEmpty() ? "empty" : "nothing known");
    } catch (IOException unreadable) {
      return "nothing known";
    }
  }

  private Optional<ComponentMarker> marker(Path directory) throws IOException {
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      return ComponentMarker.read(tree);
    } catch (FaultException | HostCallException noMarker) {
      return Optional.empty();
    }
  }

  private void addRecords() throws IOException {
    for (Map.Entry<String, Collection<Path>> entry : records.files().asMap().entrySet()) {
      ComponentName component = ComponentName.find(entry.getKey()).orElseThrow();
      Path target = layout.tree(component);
      if (!new TreePlace(calls, target).isDirectory()
          && StagingDirectory.of(calls, target).leftovers().isEmpty()) {
        for (Path file : entry.getValue()) {
          long inode =
              ((Number) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS))
                  .longValue();
          found.add(
              new Orphan(
                  Orphan.Kind.RECORD,
                  file,
                  inode,
                  Optional.of(component),
                  "a record of a tree that is not there",
                  true,
                  new TreeExtent(1, Files.size(file)),
                  List.of(),
                  Optional.empty()));
        }
      }
    }
  }

  private void add(
      Orphan.Kind kind, Path tree, Optional<ComponentName> component, String seems, boolean ours)
      throws IOException {
    TreePlace place = new TreePlace(calls, tree);
    Optional<FileStatus> status = place.status();
    if (status.isPresent()) {
      found.add(
          new Orphan(
              kind,
              tree,
              status.get().inode(),
              component,
              seems,
              ours,
              TreeExtent.of(calls, tree),
              place.mounts(),
              new TreeGuard(calls).find(tree)));
    }
  }

  /** Returns the subdirectories of a directory, without links; none where it does not exist. */
  private List<Path> directories(Path directory) throws IOException {
    List<Path> directories = new ArrayList<>();
    try (Handle handle = calls.openRoot(directory)) {
      for (byte[] name : calls.list(handle)) {
        if (calls.status(handle, name).type() == NodeType.DIRECTORY) {
          directories.add(HostPath.resolve(directory, name));
        }
      }
    } catch (HostCallException e) {
      if (!e.is("ENOENT") && !e.is("ENOTDIR") && !e.is("ELOOP")) {
        throw e;
      }
    }
    return directories;
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}

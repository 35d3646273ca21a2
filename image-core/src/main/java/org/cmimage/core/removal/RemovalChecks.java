package org.cmimage.core.removal;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.TreeLocks;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ComponentRemoval;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** What forbids that components are removed. */
record RemovalChecks(ClusterLayout layout, HostCalls calls, TreeErasure erasure) {
  /** Where the head node's own trees stand. */
  private static final ImmutableMap<ComponentKind, String> PLAIN =
      ImmutableMap.of(
          ComponentKind.SOFTWARE_IMAGE, "/cm/images/default-image",
          ComponentKind.NODE_INSTALLER, "/cm/node-installer",
          ComponentKind.CM_SHARED, "/cm/shared");

  /**
   * Checks that the components can be removed. Changes nothing.
   *
   * @throws FaultException with code {@code IN_USE} for the first component that cannot
   */
  void refuseWhatIsNeeded(RemovalRequest request, ClusterSnapshot cluster) throws IOException {
    for (ComponentName component : request.names()) {
      List<EntityKey> users = ComponentRemoval.users(cluster, component);
      if (!users.isEmpty()) {
        throw inUse(
            component,
            "in use by "
                + users.stream().map(EntityKey::toString).collect(Collectors.joining(", ")),
            "Let them use another one first (cmsh -c \"category use NAME; set softwareimage OTHER;"
                + " commit\", cmsh -c \"device use NAME; set category OTHER; commit\"); or make"
                + " this one again in its place: cm-image create or import with --force.");
      }
      refuseHeadNodes(cluster, component);
      if (request.erase()) {
        String what = "cannot remove " + component;
        new TreeLocks(layout)
            .requireUnlocked(what, cluster, ComponentRemoval.trees(cluster, component));
        erasure.refuse(what, component.path());
      }
    }
  }

  /**
   * Refuses the head node's own trees, which have plain names that links of the full names lead to.
   */
  private void refuseHeadNodes(ClusterSnapshot cluster, ComponentName component)
      throws IOException {
    Path tree = layout.tree(component);
    if (isOf(cluster, component)
        && new TreePlace(calls, tree).type().equals(Optional.of(NodeType.SYMLINK))
        && isSame(tree, layout.resolve(requireNonNull(PLAIN.get(component.kind()))))) {
      throw inUse(
          component,
          "it is the head node's own: " + tree + " leads to where that stands",
          "Leave it where it is; the head node works with it.");
    }
  }

  private static boolean isOf(ClusterSnapshot cluster, ComponentName component) {
    return cluster.headNode().flatMap(Device::archOs).equals(Optional.of(component.archOs()))
        && !ComponentRemoval.entities(cluster, component).isEmpty();
  }

  private boolean isSame(Path link, Path plain) throws IOException {
    try (Handle one = calls.openRoot(link);
        Handle other = calls.openRoot(plain)) {
      FileStatus first = calls.status(one);
      FileStatus second = calls.status(other);
      return first.device() == second.device() && first.inode() == second.inode();
    } catch (HostCallException leadsNowhere) {
      return false;
    }
  }

  private static FaultException inUse(ComponentName component, String fact, String advice) {
    return new FaultException(
        ErrorCode.IN_USE, "cannot remove " + component, fact, new Remedy.Advice(advice));
  }
}

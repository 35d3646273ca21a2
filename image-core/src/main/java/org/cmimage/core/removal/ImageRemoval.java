package org.cmimage.core.removal;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.cluster.TreeLocks;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.removal.RemovalPlan.ComponentRemovalPlan;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.yaml.NearMatches;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ComponentRemoval;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * The removal of components: their entities, and their trees where that is requested. The same call
 * completes a killed removal. Thread-safe; the cluster's lock lets one execute at a time.
 */
public final class ImageRemoval {
  private final ClusterLayout layout;
  private final ClusterStore store;
  private final HostCalls calls;
  private final InstantSource clock;
  private final TreeErasure erasure;
  private final RemovalChecks checks;

  /**
   * Makes removals from a cluster.
   *
   * @param store the store of its entities; the caller closes it, after the last use of this
   * @param calls for examining and deleting trees
   * @param clock for dates in reports
   */
  public ImageRemoval(
      ClusterLayout layout, ClusterStore store, HostCalls calls, InstantSource clock) {
    this.layout = layout;
    this.store = store;
    this.calls = calls;
    this.clock = clock;
    this.erasure = new TreeErasure(layout, calls, clock);
    this.checks = new RemovalChecks(layout, calls, erasure);
  }

  /**
   * Plans a removal. Changes nothing.
   *
   * @throws ImageException with code {@code IN_USE} where nodes, categories or other entities use a
   *     component, where it is the head node's own, or where a mount point is in a tree to erase;
   *     {@code LOCKED} where another run is active
   */
  public RemovalPlan plan(RemovalRequest request) throws ImageException {
    try {
      return look(request);
    } catch (StoreException e) {
      throw Stores.unusable(e);
    } catch (IOException | UncheckedIOException e) {
      throw failure(e, layout);
    }
  }

  private RemovalPlan look(RemovalRequest request)
      throws ImageException, StoreException, IOException {
    try {
      return lookOnce(request);
    } catch (HostCallException e) {
      if (!e.is("ENOENT")) {
        throw e;
      }
      // Another run erased the tree meanwhile; the second attempt reports that run if it is still
      // active.
      return lookOnce(request);
    }
  }

  private RemovalPlan lookOnce(RemovalRequest request)
      throws ImageException, StoreException, IOException {
    new TreeLocks(layout).requireIdle(request.names().stream().map(ComponentName::path).toList());
    ClusterSnapshot cluster = store.snapshot();
    checks.refuseWhatIsNeeded(request, cluster);
    List<ComponentRemovalPlan> components = new ArrayList<>();
    for (ComponentName component : request.names()) {
      components.add(plan(request, cluster, component));
    }
    ChangeSet changes = ComponentRemoval.of(cluster, request.names());
    ClusterSnapshot after = cluster.apply(changes);
    return new RemovalPlan(
        request,
        components,
        cluster.entities().keySet().stream()
            .filter(key -> after.find(key).isEmpty())
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.copyOf(changes.puts().keySet()));
  }

  private ComponentRemovalPlan plan(
      RemovalRequest request, ClusterSnapshot cluster, ComponentName component) throws IOException {
    Path tree = layout.tree(component);
    TreePlace place = new TreePlace(calls, tree);
    boolean there = place.isDirectory();
    return new ComponentRemovalPlan(
        component,
        !ComponentRemoval.entities(cluster, component).isEmpty(),
        tree,
        there ? Optional.of(TreeExtent.of(calls, tree)) : Optional.empty(),
        place.oddity(),
        request.erase() ? leftovers(component) : List.of());
  }

  private List<Path> leftovers(ComponentName component) throws IOException {
    List<Path> found =
        new ArrayList<>(StagingDirectory.of(calls, layout.tree(component)).leftovers());
    found.addAll(ComponentRecords.of(layout).files().get(component.name()));
    return found;
  }

  /**
   * Executes the plan, or the part of it that is left.
   *
   * @throws ImageException as {@link #plan}, with nothing changed; {@code NO_SUCH_IMAGE} where the
   *     plan is empty
   */
  @SuppressWarnings("try") // the lock is held, not called
  public void execute(RemovalPlan plan) throws ImageException {
    if (plan.isEmpty()) {
      throw nothing(plan);
    }
    RemovalRequest request = plan.request();
    String names =
        request.names().stream().map(ComponentName::name).collect(Collectors.joining(" "));
    List<String> trees = request.names().stream().map(ComponentName::path).toList();
    try (RunLock lock = RunLock.take(layout, "remove " + names, clock, trees);
        ComponentLog log = ComponentLog.open(layout.log(), clock)) {
      unregister(request);
      log.line("remove: entities of " + names + " are gone");
      if (request.erase()) {
        for (ComponentName component : request.names()) {
          erasure.eraseLocked(component.path(), log);
        }
      }
    } catch (StoreException e) {
      throw Stores.unusable(e);
    } catch (IOException | UncheckedIOException e) {
      throw failure(e, layout);
    }
  }

  /**
   * Removes the entities. Users of a component are looked up in the same snapshot that the changes
   * are made from.
   */
  private void unregister(RemovalRequest request) throws StoreException, IOException {
    store.update(
        cluster -> {
          checks.refuseWhatIsNeeded(request, cluster);
          return ComponentRemoval.of(cluster, request.names());
        });
  }

  private ImageException nothing(RemovalPlan plan) throws ImageException {
    String names =
        plan.request().names().stream()
            .map(ComponentName::toString)
            .collect(Collectors.joining(", "));
    List<Path> trees =
        plan.components().stream()
            .filter(component -> component.extent().isPresent())
            .map(ComponentRemovalPlan::tree)
            .toList();
    return new ImageException(
        ErrorCode.NO_SUCH_IMAGE,
        "cannot remove " + names,
        plan.components().size() == 1 ? "it is not registered" : "none of them is registered",
        trees.isEmpty()
            ? near(plan.request().names().get(0))
            : new Remedy.Advice(
                "its tree is there; to erase it, add --erase: "
                    + trees.stream().map(Path::toString).collect(Collectors.joining(", "))));
  }

  private Remedy near(ComponentName missed) throws ImageException {
    List<String> known;
    try {
      known = store.snapshot().componentNames();
    } catch (StoreException e) {
      throw Stores.unusable(e);
    }
    List<String> near = NearMatches.of(missed.name(), known);
    return known.isEmpty()
        ? new Remedy.Advice("No image is registered; see: cm-image list")
        : new Remedy.Advice("registered are: " + String.join(", ", near.isEmpty() ? known : near));
  }

  static ImageException failure(Exception e, ClusterLayout layout) {
    return new Attempt("cannot remove", layout.root(), new Remedy.Resume()).failure(e);
  }
}

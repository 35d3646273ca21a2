package org.cmimage.cli.killed;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.removal.ImageRemoval;
import org.cmimage.core.removal.RemovalPlan;
import org.cmimage.core.removal.RemovalRequest;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;

/**
 * A run on real files that dies at its n-th change to the disk as by {@code kill -9}: no handler
 * runs, nothing is closed. A change to the store counts twice, before and after.
 */
final class KilledRun {
  /** As a shell tells of SIGKILL. */
  static final int KILLED = 137;

  static final ArchOs ARCH_OS = new ArchOs(Architecture.AARCH64, Distribution.parse("debian12"));

  private static final Set<String> READERS =
      Set.of(
          "openRoot",
          "openInRoot",
          "openDirectory",
          "openFile",
          "read",
          "status",
          "xattrs",
          "readLink",
          "list",
          "mountsBelow",
          "toString",
          "hashCode",
          "equals");

  private final AtomicInteger left;

  /** A run that dies at its n-th change; at none where that is 0. */
  KilledRun(int nth) {
    this.left = new AtomicInteger(nth);
  }

  /** Arguments: the verb, the cluster's root, which change to die at. */
  public static void main(String[] args) throws Exception {
    new KilledRun(Integer.parseInt(args[2])).run(args[0], Path.of(args[1]));
    System.exit(0);
  }

  private void count() {
    if (left.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  void run(String verb, Path root) throws Exception {
    ClusterLayout layout = ClusterLayout.below(root);
    try (ClusterStore store = Stores.open(layout)) {
      switch (verb) {
        case "remove" -> remove(layout, counted(store));
        case "add" ->
            make(layout, counted(store), ImageRequest.adding(ARCH_OS, ComponentKind.CM_SHARED));
        case "import" -> make(layout, counted(store), importing(root));
        case "replace" -> make(layout, counted(store), importing(root).withForce(true));
        default -> throw new IllegalArgumentException(verb);
      }
    }
  }

  private static ImageRequest importing(Path root) {
    String archive = root.resolve("archive.tar.gz").toString();
    return ImageRequest.importing(
        ARCH_OS,
        Map.of(
            ComponentKind.CM_SHARED,
            new ComponentOrigin.Archive(archive, Optional.empty(), Optional.empty())));
  }

  private void remove(ClusterLayout layout, ClusterStore store) throws Exception {
    ImageRemoval removal =
        new ImageRemoval(layout, store, counted(HostCalls.installed()), InstantSource.system());
    RemovalPlan plan =
        removal.plan(new RemovalRequest(ARCH_OS, EnumSet.allOf(ComponentKind.class), true));
    if (!plan.isEmpty()) {
      removal.execute(plan);
    }
  }

  private void make(ClusterLayout layout, ClusterStore store, ImageRequest request)
      throws Exception {
    ImagePipeline pipeline =
        ImagePipeline.builder()
            .layout(layout)
            .store(store)
            .hostCalls(counted(HostCalls.installed()))
            .build();
    pipeline.execute(pipeline.plan(request));
  }

  private HostCalls counted(HostCalls calls) {
    return proxy(HostCalls.class, calls, READERS, Set.of());
  }

  private ClusterStore counted(ClusterStore store) {
    return proxy(ClusterStore.class, store, Set.of("snapshot", "close"), Set.of("apply"));
  }

  private <T> T proxy(Class<T> type, T target, Set<String> readers, Set<String> alsoAfter) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (!readers.contains(method.getName()) && !method.isDefault()) {
                count();
              }
              try {
                Object result =
                    method.isDefault()
                        ? java.lang.reflect.InvocationHandler.invokeDefault(self, method, arguments)
                        : method.invoke(target, arguments);
                if (alsoAfter.contains(method.getName())) {
                  count();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}

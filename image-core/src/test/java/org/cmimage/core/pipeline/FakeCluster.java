package org.cmimage.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.event.PipelineEvent;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.record.Stage;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.run.ImageReport;
import org.cmimage.core.spi.FakePackages;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.syscall.TreeDump;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * A pipeline over trees, store, packages and guests in memory; journal, lock and logs are files.
 * Its clock goes on by a second whenever it is read. It checks after every run that the events keep
 * their contract and that nothing was left open.
 */
public final class FakeCluster {
  public static final ComponentName SHARED =
      new ComponentName(
          ComponentKind.CM_SHARED, new ArchOs(Architecture.X86_64, Distribution.parse("debian12")));

  final InMemoryHostCalls calls;
  final FakePackages packages = new FakePackages();
  final FakeArchives archives = new FakeArchives();
  final List<PipelineEvent> events = new ArrayList<>();
  final List<String> ran = new ArrayList<>();
  final Map<String, CommandResult.End> ends = new HashMap<>();
  private final ClusterLayout layout;
  private final ClusterStore store = new InMemoryClusterStore();
  private int failingChange = -1;
  private int openSessions;
  private long ticks;
  private Consumer<PipelineEvent> reaction = event -> {};

  FakeCluster(Path root) throws IOException {
    layout = ClusterLayout.below(root);
    Files.createDirectories(layout.configuration().getParent());
    Files.writeString(
        layout.configuration(),
        "headnode: {hostname: head, architecture: x86_64, distribution: debian12}\n");
    calls = new InMemoryHostCalls().withDirectory(root);
  }

  ClusterLayout layout() {
    return layout;
  }

  ClusterStore store() {
    return new FailingStore();
  }

  /** Goes on by a second whenever it is read. */
  Instant time() {
    return Instant.ofEpochSecond(ticks++);
  }

  boolean hasManifest() {
    return Files.exists(layout.manifest(SHARED));
  }

  /** Lets the store refuse the {@code nth} change from now, counted from 1. */
  void failChange(int nth) {
    failingChange = nth;
  }

  /** Does something at every event. */
  void react(Consumer<PipelineEvent> to) {
    reaction = to;
  }

  ImageReport create(boolean force) throws ImageException {
    ImagePipeline pipeline = pipeline();
    return execute(pipeline, plan(pipeline, force));
  }

  ImagePlan plan(ImagePipeline pipeline, boolean force) throws ImageException {
    events.clear();
    return pipeline.plan(
        ImageRequest.bootstrap(SHARED.archOs(), SHARED.kind()).force(force).build());
  }

  /** Plans and executes any request. */
  ImageReport run(ImageRequest request) throws ImageException {
    events.clear();
    ImagePipeline pipeline = pipeline();
    return execute(pipeline, pipeline.plan(request));
  }

  /** A request to import {@link #SHARED} out of this archive. */
  static ImageRequest importing(String archive) {
    return ImageRequest.importing(
        SHARED.archOs(),
        Map.of(
            SHARED.kind(),
            new ComponentOrigin.Archive(archive, Optional.empty(), Optional.empty())));
  }

  /** Puts a tree where {@link #SHARED} belongs, as somebody with tar would. */
  void extract(String version, boolean foreign) throws IOException {
    calls.withDirectory(layout.tree(SHARED));
    try (Rootfs tree = Rootfs.open(calls, layout.tree(SHARED));
        RootfsWriter writer = new RootfsWriter(tree)) {
      FakeArchives.write(writer, version, foreign);
      writer.finish();
    }
  }

  ImageReport execute(ImagePipeline pipeline, ImagePlan plan) throws ImageException {
    try {
      return pipeline.execute(plan);
    } finally {
      assertThat(calls.openHandles()).as("open handles").isZero();
      assertThat(openSessions).as("open sessions").isZero();
      assertThat(spelled()).matches(CONTRACT);
    }
  }

  ImagePipeline pipeline() {
    return ImagePipeline.builder()
        .layout(layout)
        .store(new FailingStore())
        .listener(
            event -> {
              events.add(event);
              reaction.accept(event);
            })
        .clock(this::time)
        .hostCalls(calls)
        .packageSystem(packages)
        .imageArchives(archives)
        .guestSessions(new Sessions())
        .build();
  }

  /** What stands in the component's place; empty where nothing does. */
  SortedMap<String, String> published() throws IOException {
    return dump(layout.tree(SHARED));
  }

  private SortedMap<String, String> dump(Path directory) throws IOException {
    SortedMap<String, String> all = TreeDump.of(calls, layout.root());
    String prefix = layout.root().relativize(directory) + "/";
    SortedMap<String, String> below = new java.util.TreeMap<>();
    all.forEach(
        (path, line) -> {
          String relative = path.replaceFirst("^/", "");
          if (relative.startsWith(prefix)) {
            // how late it is when something is written depends on how often a run began
            below.put(
                relative.substring(prefix.length()), line.replaceFirst(" [0-9]+[.][0-9]+", ""));
          }
        });
    return below;
  }

  /** Whether any trace of an unfinished run is left. */
  boolean hasLeftovers() throws IOException {
    boolean journal = false;
    if (Files.exists(layout.journals())) {
      try (var journals = Files.list(layout.journals())) {
        journal = journals.findAny().isPresent();
      }
    }
    return journal
        || TreeDump.of(calls, layout.root()).keySet().stream()
            .anyMatch(path -> path.contains(".cm-image-staging"));
  }

  /** Locks every part there is, or unlocks them. */
  void lock(String yesOrNo) throws StoreException {
    ChangeSet.Builder changes = ChangeSet.of(store.snapshot());
    entities().fsParts().forEach(part -> changes.put(part.with(FsPart.LOCKED, yesOrNo)));
    store.apply(changes.build());
  }

  ClusterSnapshot entities() {
    try {
      return store.snapshot();
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  boolean isRegistered() {
    return !entities().fsParts().isEmpty();
  }

  /** The contract of {@link PipelineEvent}, each event spelled with its stage and its kind. */
  private static final Pattern CONTRACT = contract();

  private static Pattern contract() {
    StringBuilder stages = new StringBuilder();
    for (Stage stage : Stage.values()) {
      String name = stage.name();
      stages.append(
          "(%1$s:Started (%1$s:(Progressed|Activity|Warned|Noted|Logged) )*%1$s:(Succeeded|Failed) |%1$s:Skipped )?"
              .formatted(name));
    }
    return Pattern.compile(stages.toString());
  }

  private String spelled() {
    StringBuilder spelled = new StringBuilder();
    for (PipelineEvent event : events) {
      spelled
          .append(event.stage())
          .append(':')
          .append(event.getClass().getSimpleName())
          .append(' ');
    }
    return spelled.toString();
  }

  private final class FailingStore implements ClusterStore {
    @Override
    public ClusterSnapshot snapshot() throws StoreException {
      return store.snapshot();
    }

    @Override
    public ClusterSnapshot apply(ChangeSet changes) throws StoreException {
      if (--failingChange == 0) {
        throw new StoreException(
            StoreException.Kind.UNUSABLE, "cannot write the store: the disk is full", null);
      }
      return store.apply(changes);
    }

    @Override
    public void close() {}
  }

  private final class Sessions implements GuestSessions {
    @Override
    public Execution check(Architecture guest) {
      return Execution.NATIVE;
    }

    @Override
    public GuestSession open(Request request) {
      openSessions++;
      return new Session();
    }

    @Override
    public CommandResult.End join(Request request, String hostName, Command command) {
      throw new UnsupportedOperationException();
    }
  }

  private final class Session implements GuestSession {
    @Override
    public CommandResult run(Command command, Consumer<String> output) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      String name = command.argv().get(0);
      ran.add(name);
      CommandResult.End end = ends.getOrDefault(name, new CommandResult.End.Exited(0));
      output.accept(name + " was here");
      return new CommandResult(end, List.of(), java.time.Duration.ZERO);
    }

    @Override
    public void close() {
      openSessions--;
    }
  }
}

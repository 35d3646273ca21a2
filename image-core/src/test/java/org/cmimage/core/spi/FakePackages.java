package org.cmimage.core.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.LockedVersions;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.FailedScript;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.survey.PackageSurvey;
import org.cmimage.core.survey.SurveyedName;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.model.Architecture;

/** Two packages that become a tree of five files, and two steps that run a program each. */
public final class FakePackages implements PackageSystem {
  private String version = "1";
  private int unpacked;
  private Optional<Path> twins = Optional.empty();
  private Optional<LockedVersions> lock = Optional.empty();
  private List<String> requested = List.of();
  private Fetching fetching = () -> {};
  private boolean joined;
  private boolean scripted;
  private Map<String, String> standIns = Map.of();
  private boolean configured = true;

  /** Lets the repository have another version of its packages from now on. */
  public void update(String newVersion) {
    version = newVersion;
  }

  /** Lets there be native twins from now on. */
  public void offerTwins(Path directory) {
    twins = Optional.of(directory);
  }

  /** Lets both steps be one track from now on, where they were one after the other. */
  public void joinTracks() {
    joined = true;
  }

  /** Lets what fails be a script that can be run alone, by a program of its own. */
  public void haveScripts() {
    scripted = true;
  }

  /** Lets what fails be a script that does not need its program, so that it can be repeated. */
  public void haveStandIns() {
    scripted = true;
    standIns = Map.of("/sbin/program", "nothing");
  }

  /** Lets nothing be run to configure them. */
  public void needNoConfiguration() {
    configured = false;
  }

  /** The versions that the last plan had to obey. */
  public Optional<LockedVersions> lock() {
    return lock;
  }

  /** The packages that the last plan was asked for. */
  public List<String> requested() {
    return requested;
  }

  /** What fetching packages does. */
  public interface Fetching {
    void run() throws IOException, InterruptedException;
  }

  /** Lets fetching packages do something. */
  public void onFetch(Fetching doing) {
    fetching = doing;
  }

  /** How often packages were unpacked. */
  public int unpacked() {
    return unpacked;
  }

  @Override
  public boolean supports(DistributionSpec distribution) {
    return true;
  }

  @Override
  public PackageInstallation plan(Query query, StageProgress progress) {
    progress.activity("reading package lists");
    lock = query.lock();
    requested = query.packages();
    return installation();
  }

  /** Offers its own packages alone, and twins of none. */
  @Override
  public PackageSurvey survey(Query query, Architecture host, StageProgress progress) {
    List<SurveyedName> names =
        query.packages().stream()
            .map(
                name ->
                    new SurveyedName(
                        name,
                        installation().packages().stream()
                            .filter(each -> each.name().equals(name))
                            .map(
                                each ->
                                    new SurveyedName.Version(
                                        each.version(),
                                        each.architecture(),
                                        "memory",
                                        each.downloadBytes(),
                                        100))
                            .toList(),
                        List.of()))
            .toList();
    return new PackageSurvey(List.of(), names, List.of());
  }

  public PackageInstallation installation() {
    return new Installation(version);
  }

  private final class Installation implements PackageInstallation {
    private final String planned;

    Installation(String planned) {
      this.planned = planned;
    }

    @Override
    public List<PlannedPackage> packages() {
      return List.of(
          new PlannedPackage("one", planned, "amd64", 1000, 4000, false),
          new PlannedPackage("two", planned, "all", 500, 2000, true));
    }

    @Override
    public List<LockedPackage> versions() {
      return packages().stream()
          .map(
              each ->
                  new LockedPackage(
                      each.name(), each.version(), each.architecture(), "0".repeat(64), "stable"))
          .toList();
    }

    @Override
    public List<String> origins() {
      return List.of("memory");
    }

    @Override
    public String digest() {
      return planned;
    }

    @Override
    public String kernelRelease() {
      return "";
    }

    @Override
    public Optional<Path> twins(Architecture host, StageProgress progress) {
      return twins;
    }

    @Override
    public void fetch(StageProgress progress) throws IOException, InterruptedException {
      fetching.run();
    }

    @Override
    public void fetch(Architecture host, StageProgress progress) {
      progress.advanced(2, 2, 1500);
    }

    @Override
    public void unpack(Rootfs tree, StageProgress progress) throws IOException {
      unpacked++;
      progress.took(new PackageTime("one", Phase.UNPACK, Duration.ofMillis(1)));
      TreePath version = TreePath.of("etc/version");
      if (tree.exists(version)) {
        tree.write(version, planned.getBytes(UTF_8), 0644);
        progress.advanced(2, 2, 1500);
        return;
      }
      try (RootfsWriter writer = new RootfsWriter(tree)) {
        write(writer, "etc/version", planned);
        progress.advanced(1, 2, 1000);
        write(writer, "usr/share/doc/one", "text");
        write(writer, "var/lib/dpkg/status", "");
        progress.advanced(2, 2, 1500);
        writer.finish();
      }
    }

    private void write(RootfsWriter writer, String path, String content) throws IOException {
      byte[] bytes = content.getBytes(UTF_8);
      writer.accept(
          new TreeEntry(
              TreePath.of(path),
              new TreeEntry.Kind.Regular(bytes.length),
              new TreeEntry.Attributes(0644, 0, 0, 1_000_000, 0, Map.of())),
          new ByteArrayInputStream(bytes));
    }

    @Override
    public List<List<ProvisionTrack>> provision(Rootfs tree, Optional<ProvisionStep> custom) {
      if (joined) {
        return List.of(
            List.of(new ProvisionTrack(any -> Map.of(), List.of(step("first"), step("second")))));
      }
      return List.of(
          List.of(new ProvisionTrack(any -> Map.of(), List.of(step("first")))),
          List.of(new ProvisionTrack(any -> Map.of(), List.of(step("second")))));
    }

    private Step step(String name) {
      return new Step(name, scripted, standIns);
    }

    @Override
    public boolean runsPrograms() {
      return configured;
    }
  }

  /** Runs a program of its name, then leaves a file of its name. */
  private record Step(String name, boolean scripted, Map<String, String> standIns)
      implements PackageInstallation.ProvisionStep {
    @Override
    public Map<String, String> standIns(Rootfs tree) {
      return scripted ? Map.of() : standIns;
    }

    @Override
    public void run(Rootfs tree, GuestSession session, StageProgress progress)
        throws IOException, InterruptedException {
      CommandResult result = session.run(Command.of(name), progress::log);
      progress.took(new PackageTime("two", Phase.POSTINST, Duration.ofMillis(1)));
      if (!result.succeeded()) {
        throw new FaultException(
            ErrorCode.SCRIPT_FAILED,
            "cannot configure package " + name,
            "script ended with " + result.end(),
            new Remedy.None(),
            scripted
                ? new FailedScript(name + ".postinst", new Step(name + "-alone", false, standIns))
                : null);
      }
      tree.write(TreePath.of("var/lib/" + name), name.getBytes(UTF_8), 0644);
      progress.advanced(1, 1, 0);
    }
  }
}

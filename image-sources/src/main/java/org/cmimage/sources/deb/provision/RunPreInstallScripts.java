package org.cmimage.sources.deb.provision;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.dpkg.DpkgTranscript;
import org.cmimage.sources.deb.provision.dpkg.GuestEnvironment;
import org.cmimage.sources.deb.provision.dpkg.ScriptFault;
import org.cmimage.sources.deb.provision.order.ConfigurationOrder;
import org.cmimage.sources.deb.provision.order.PackageState;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.script.Preinst;

/**
 * Runs the pre-install scripts of packages that were unpacked all at once, as dpkg does before it
 * unpacks a package for the first time: {@code preinst install} (Debian Policy 6.6), with the
 * environment of dpkg(1). Those of the base run before anything is configured, as under
 * debootstrap; those of other packages when the base is configured. The latter include only scripts
 * that cannot detect that their package is already unpacked ({@link
 * org.cmimage.sources.deb.unpack.database.UnpackRules}). Scripts that do nothing at all are not
 * run.
 *
 * <p>Policy allows a script to run again only after a failure. Therefore scripts that succeeded are
 * recorded in the tree, outside the package database, because dpkg warns of unknown files there.
 */
public final class RunPreInstallScripts implements ProvisionStep {
  /** One package name a line; {@link FinishTree} removes it. */
  public static final TreePath FINISHED = TreePath.of("var/lib/cm-image-preinst");

  private static final int MAX_SCRIPT = 16 << 20;
  private static final int MAX_FINISHED = 1 << 20;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final ProvisionPlan plan;
  private final boolean base;

  private RunPreInstallScripts(ProvisionPlan plan, boolean base) {
    this.plan = plan;
    this.base = base;
  }

  /** Returns the step for the packages of the base. */
  static RunPreInstallScripts ofBase(ProvisionPlan plan) {
    return new RunPreInstallScripts(plan, true);
  }

  /** Returns the step for all others. */
  public static RunPreInstallScripts ofOthers(ProvisionPlan plan) {
    return new RunPreInstallScripts(plan, false);
  }

  @Override
  public String name() {
    return base ? "pre-install scripts of the base" : "pre-install scripts";
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    List<PackageState> packages = PackageState.read(tree);
    List<PackageState> scripted = new ArrayList<>();
    List<List<PackageState>> groups = ConfigurationOrder.of(tree, packages, plan);
    int others = ConfigurationOrder.BASE + 1;
    for (PackageState pkg :
        Iterables.concat(
            base ? groups.subList(0, others) : groups.subList(others, groups.size()))) {
      Optional<byte[]> preinst = tree.read(pkg.controlFile("preinst"), MAX_SCRIPT);
      if (!pkg.isConfigured()
          && preinst.isPresent()
          && !Preinst.isIdle(pkg.name(), preinst.get())) {
        scripted.add(pkg);
      }
    }
    Map<String, String> environment = environment(packages);
    long done = 0;
    for (PackageState pkg : scripted) {
      new Script(pkg, environment).run(tree, session, progress);
      progress.advanced(++done, scripted.size(), 0);
    }
  }

  private static Set<String> finished(Rootfs tree) throws IOException {
    String text =
        tree.read(FINISHED, MAX_FINISHED).map(bytes -> new String(bytes, UTF_8)).orElse("");
    return new LinkedHashSet<>(Splitter.on('\n').omitEmptyStrings().splitToList(text));
  }

  private static Map<String, String> environment(List<PackageState> packages) {
    ImmutableMap.Builder<String, String> environment = ImmutableMap.builder();
    environment.putAll(GuestEnvironment.QUIET);
    environment.put("DPKG_MAINTSCRIPT_NAME", "preinst");
    environment.put("DPKG_MAINTSCRIPT_PACKAGE_REFCOUNT", "1");
    environment.put("DPKG_MAINTSCRIPT_DEBUG", "0");
    environment.put("DPKG_ADMINDIR", "/var/lib/dpkg");
    environment.put("DPKG_ROOT", "");
    packages.stream()
        .filter(p -> p.name().equals("dpkg"))
        .findFirst()
        .ifPresent(dpkg -> environment.put("DPKG_RUNNING_VERSION", dpkg.version()));
    return environment.buildOrThrow();
  }

  /** The script of one package, unless it has succeeded before. */
  private record Script(PackageState pkg, Map<String, String> environment)
      implements ProvisionStep {
    @Override
    public String name() {
      return "pre-install script of " + pkg.name();
    }

    @Override
    public void run(Rootfs tree, GuestSession session, StageProgress progress)
        throws IOException, InterruptedException {
      progress.activity(name());
      Set<String> finished = finished(tree);
      if (finished.add(pkg.controlFile("preinst").toString())) {
        run(session, progress);
        tree.write(FINISHED, (String.join("\n", finished) + "\n").getBytes(UTF_8), 0644);
      }
    }

    private void run(GuestSession session, StageProgress progress)
        throws IOException, InterruptedException {
      Map<String, String> own =
          ImmutableMap.<String, String>builder()
              .putAll(environment)
              .put("DPKG_MAINTSCRIPT_PACKAGE", pkg.name())
              .put("DPKG_MAINTSCRIPT_ARCH", pkg.architecture())
              // Else debconf derives it from the directory in which dpkg unpacks, and records
              // "unknown" as the owner of questions.
              .put("DEBCONF_PACKAGE", pkg.name())
              .buildOrThrow();
      Command command =
          new Command(List.of(pkg.controlFile("preinst").toString(), "install"), own, LIMIT);
      Stopwatch watch = Stopwatch.createStarted();
      CommandResult result = session.run(command, progress::log);
      progress.took(new PackageTime(pkg.name(), Phase.PREINST, watch.elapsed()));
      if (!result.succeeded()) {
        throw ScriptFault.of(
            new DpkgTranscript.Failure(
                pkg.name(), "pre-installation script", result.end().toString(), result.tail()),
            this);
      }
    }
  }
}

package org.cmimage.sources.deb.provision.dpkg;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.PendingArchives;
import org.cmimage.sources.ldcache.LibraryCache;

/**
 * Repeats with the image's own dpkg, for the packages that failed alone, the action in which they
 * failed among others. Triggers that they activate are left to the following step.
 */
final class RetryAlone implements ProvisionStep {
  /** The action that runs what configures packages, in triggers too. */
  static final String CONFIGURE = "--configure";

  private static final ImmutableList<String> ACTIONS =
      ImmutableList.of("--unpack", "--remove", "--purge");

  /** Its script runs ldconfig, in which emulators crash at random, and does nothing else. */
  private static final String LIBC_BIN = "libc-bin";

  private static final ImmutableMap<String, String> NO_LDCONFIG =
      ImmutableMap.of("/sbin/ldconfig", "#!/bin/sh\nexit 0\n");

  private final ProvisionPlan plan;
  private final String action;
  private final ImmutableList<String> names;

  /**
   * Creates a second attempt.
   *
   * @param action the action of dpkg in which the packages failed; any unknown one means
   *     configuring
   * @param names of the packages, with their architecture if dpkg gave it
   */
  RetryAlone(ProvisionPlan plan, String action, List<String> names) {
    this.plan = plan;
    this.action = ACTIONS.contains(action) ? action : CONFIGURE;
    this.names = ImmutableList.copyOf(names);
  }

  @Override
  public String name() {
    return action.replaceFirst("^--", "") + " " + String.join(", ", names) + " alone";
  }

  @Override
  public Map<String, String> standIns(Rootfs tree) throws IOException {
    boolean runsLdconfig =
        action.equals(CONFIGURE)
            && names.stream().map(RetryAlone::withoutArchitecture).anyMatch(LIBC_BIN::equals);
    return runsLdconfig && LibraryCache.of(tree).isPresent() ? NO_LDCONFIG : Map.of();
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    progress.activity(name());
    ImageDpkg dpkg = new ImageDpkg(plan, tree, session, progress);
    dpkg.settle();
    ImmutableList.Builder<String> arguments = ImmutableList.builder();
    arguments.add(action);
    switch (action) {
      case "--unpack" ->
          names.forEach(
              name -> arguments.add(PendingArchives.of(withoutArchitecture(name)).toString()));
      case "--remove", "--purge" -> arguments.add("--force-depends").addAll(names);
      default ->
          // Dependencies of the first packages may be unpacked only, as in the first attempt.
          arguments.add("--no-triggers", "--force-depends").addAll(names);
    }
    dpkg.run(arguments.build());
    if (!standIns(tree).isEmpty()) {
      LibraryCache.write(tree);
      progress.log("wrote " + LibraryCache.PATH + " without ldconfig");
    }
  }

  private static String withoutArchitecture(String name) {
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}

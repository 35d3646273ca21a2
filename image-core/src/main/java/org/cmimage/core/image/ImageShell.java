package org.cmimage.core.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.NodeKernel;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.format.KernelReleases;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.IdentityScrub;
import org.cmimage.core.scrub.Residue;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.store.ClusterStore;

/**
 * A shell or another program that runs in an image, with this process's standard streams, followed
 * by an update of the image's records. The image is changed in place.
 */
public final class ImageShell {
  /** The value of {@code HISTFILE} with which a shell keeps no history. */
  private static final String KEEP_NO_HISTORY = "";

  private static final TreePath BASH = TreePath.of("bin/bash");
  private static final TreePath DPKG = TreePath.of("var/lib/dpkg/status");

  /** A package that is installed by hand must not start services. */
  private static final String REFUSE_SERVICES = "#!/bin/sh\nexit 101\n";

  private static final String POLICY = "/usr/sbin/policy-rc.d";
  private static final String RESOLV_CONF = "/etc/resolv.conf";
  private static final List<String> TERMINFO =
      List.of("etc/terminfo", "lib/terminfo", "usr/share/terminfo");

  private final ClusterLayout layout;
  private final ClusterStore store;
  private final HostCalls calls;
  private final GuestSessions sessions;
  private final InstantSource clock;

  /**
   * Makes shells in images of a cluster.
   *
   * @param store the store of its entities; the caller closes it
   */
  public ImageShell(
      ClusterLayout layout,
      ClusterStore store,
      HostCalls calls,
      GuestSessions sessions,
      InstantSource clock) {
    this.layout = layout;
    this.store = store;
    this.calls = calls;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * The program to run.
   *
   * @param command a program and its arguments; a single word with blanks is a line for the shell;
   *     if empty, the shell itself, interactive at a terminal, else with a script on its input
   * @param terminal whether this process's input and output are a terminal
   * @param terminalType the type of the terminal, as in {@code TERM}
   * @param network whether it shares the head node's network
   * @param environment further variables
   */
  public record Request(
      List<String> command,
      boolean terminal,
      String terminalType,
      boolean network,
      Map<String, String> environment) {
    public Request {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Runs the program, and returns when it and all processes it started have ended.
   *
   * @throws org.cmimage.core.fault.FaultException with code {@code LOCKED} where another run or
   *     shell uses the image, {@code IN_USE} where it is locked in cmsh, and as {@link
   *     GuestSessions#join}
   */
  @SuppressWarnings("try") // the lock is held, not called
  public ShellReport run(FinishedImage image, Request request)
      throws IOException, InterruptedException {
    image.requireUnlocked("open a shell in", layout, store);
    try (RunLock lock = RunLock.ofTree(layout, image.path(), "shell in " + image.name(), clock);
        Rootfs tree = image.open(calls)) {
      List<Residue> before = IdentityScrub.audit(tree);
      Optional<String> newest = KernelReleases.bootable(tree).stream().findFirst();
      PlaceholderDirectories directories = PlaceholderDirectories.of(tree, POLICY, RESOLV_CONF);
      CommandResult.End end =
          sessions.join(session(image, tree, request), image.hostName(), command(tree, request));
      directories.restore(tree);
      List<Residue> residues = new ArrayList<>(IdentityScrub.audit(tree));
      residues.removeAll(before);
      return new ShellReport(
          end,
          updateManifest(image, tree),
          residues,
          new NodeKernel(layout, store)
              .update(image.directory(), newest, KernelReleases.bootable(tree)));
    }
  }

  private GuestSessions.Request session(FinishedImage image, Rootfs tree, Request request)
      throws IOException {
    return new GuestSessions.Request(
        tree.directory(),
        image.architecture(tree),
        image.kernel(tree).orElse(""),
        request.network(),
        tree.exists(DPKG) ? Map.of(POLICY, REFUSE_SERVICES) : Map.of(),
        false,
        Optional.empty(),
        image.component().map(component -> component.archOs().distribution().id()).orElse(""),
        false,
        false);
  }

  private static Command command(Rootfs tree, Request request) throws IOException {
    String shell = tree.exists(BASH) ? "/bin/bash" : "/bin/sh";
    List<String> argv = request.command();
    if (argv.isEmpty()) {
      argv = request.terminal() ? List.of(shell, "-l") : List.of(shell);
    } else if (argv.size() == 1 && argv.get(0).contains(" ")) {
      argv = List.of(shell, "-c", argv.get(0));
    }
    Map<String, String> environment = new HashMap<>(request.environment());
    environment.put("HISTFILE", KEEP_NO_HISTORY);
    environment.put("SHELL", shell);
    environment.put("USER", "root");
    environment.put("LOGNAME", "root");
    if (request.terminal()) {
      environment.put("TERM", terminal(tree, request.terminalType()));
    }
    return Command.of(argv.toArray(String[]::new)).with(environment);
  }

  /** Returns the caller's type of terminal where the tree supports it. */
  private static String terminal(Rootfs tree, String type) throws IOException {
    if (type.matches("[A-Za-z0-9][A-Za-z0-9+._-]{0,60}")) {
      for (String directory : TERMINFO) {
        if (tree.exists(TreePath.of(directory + "/" + type.charAt(0) + "/" + type))) {
          return type;
        }
      }
    }
    return "xterm";
  }

  /** Replaces the manifest where the tree differs from it. */
  private Optional<Integer> updateManifest(FinishedImage image, Rootfs tree) throws IOException {
    Path file = layout.manifest(image.place());
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    TreeManifest old = TreeManifest.load(file);
    TreeManifest now = TreeManifest.of(tree);
    int changed = now.countOther(old);
    if (changed > 0) {
      now.changedByHand(old, clock.instant()).save(file);
    }
    return Optional.of(changed);
  }
}

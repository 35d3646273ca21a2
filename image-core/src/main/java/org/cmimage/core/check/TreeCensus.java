package org.cmimage.core.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.format.ElfHeader;
import org.cmimage.core.identity.ForeignCode;
import org.cmimage.core.identity.OffendingPaths;
import org.cmimage.core.identity.TreeEvidence;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentKind;

/**
 * A walk over all nodes: counts them, reads the first bytes of every file for its machine type, and
 * checks links, devices and permissions.
 */
public final class TreeCensus implements Rootfs.Visitor {
  private static final int OTHERS_WRITE = 02;
  private static final int STICKY = 01000;
  private static final String MOUNTED = "/cm/shared/";
  private static final TreePath DEV = TreePath.of("dev");

  private final Inspection inspection;
  private final HostCalls calls;
  private final TreeEvidence evidence;
  private final ForeignCode foreignCode;
  private final TreeExtent.Sum sum = new TreeExtent.Sum();
  private final OffendingPaths leaving = new OffendingPaths();
  private final OffendingPaths dangling = new OffendingPaths();
  private final OffendingPaths leftovers = new OffendingPaths();
  private final OffendingPaths devices = new OffendingPaths();
  private final OffendingPaths writable = new OffendingPaths();
  private final DirectoryCheck directories = new DirectoryCheck();
  private final PrivateKeys keys = new PrivateKeys();

  private TreeCensus(Inspection inspection, TreeEvidence evidence) {
    this.inspection = inspection;
    this.calls = inspection.tree().calls();
    this.evidence = evidence;
    this.foreignCode =
        new ForeignCode(
            inspection.architecture(), inspection.component().kind() == ComponentKind.CM_SHARED);
  }

  /**
   * Walks the tree and collects evidence of its identity; {@code beside} visits every node, too.
   */
  public static TreeCensus of(Inspection inspection, TreeEvidence evidence, Rootfs.Visitor beside)
      throws IOException {
    TreeCensus census = new TreeCensus(inspection, evidence);
    Optional<FileStatus> root = inspection.tree().status(TreePath.ROOT);
    root.ifPresent(status -> census.directory(TreePath.ROOT, status));
    inspection
        .tree()
        .walk(
            (parent, path, status) -> {
              census.visit(parent, path, status);
              beside.visit(parent, path, status);
            });
    return census;
  }

  /** Returns the number of nodes below the root. */
  public long nodes() {
    return sum.extent().files();
  }

  /** Returns the sum of the files' sizes in bytes, each file once. */
  public long bytes() {
    return sum.extent().bytes();
  }

  @Override
  public void visit(HostCalls.Handle parent, TreePath path, FileStatus status) throws IOException {
    sum.add(status);
    evidence.see(path, status.type());
    if (inspection.applies(Check.LEFTOVERS) && isLeftover(path)) {
      leftovers.add(path);
    }
    switch (status.type()) {
      case REGULAR -> file(parent, path, status);
      case SYMLINK -> link(parent, path);
      case CHARACTER_DEVICE, BLOCK_DEVICE -> {
        if (!path.startsWith(DEV)) {
          devices.add(path);
        }
      }
      case DIRECTORY -> directory(path, status);
      case FIFO, SOCKET -> {}
    }
  }

  private void directory(TreePath path, FileStatus status) {
    if ((status.mode() & (OTHERS_WRITE | STICKY)) == OTHERS_WRITE) {
      writable.add(path);
    }
    directories.see(path, status);
  }

  private void file(HostCalls.Handle parent, TreePath path, FileStatus status) throws IOException {
    if ((status.mode() & OTHERS_WRITE) != 0) {
      writable.add(path);
    }
    if (TreeEvidence.isLongEnough(status)) {
      ByteBuffer beginning = inspection.tree().beginning(parent, path.name(), status);
      ElfHeader.parse(beginning).ifPresent(header -> program(path, header));
      if (inspection.applies(Check.PRIVATE_KEYS) && PrivateKeys.isPlace(path)) {
        keys.see(path, beginning);
      }
    }
  }

  /**
   * Returns whether the path is a leftover of an interrupted run of this program's writer or of a
   * package manager.
   */
  private static boolean isLeftover(TreePath path) {
    String name = new String(path.name(), ISO_8859_1);
    return name.startsWith(Rootfs.TEMPORARY_PREFIX)
        || name.endsWith(".dpkg-new")
        || name.endsWith(".dpkg-tmp");
  }

  private void program(TreePath path, ElfHeader header) {
    evidence.see(path, header);
    foreignCode.add(path, header);
  }

  /**
   * Checks a link, and reports only a target that leads above the root by its text: the kernel
   * resolves all others inside the tree.
   */
  private void link(HostCalls.Handle parent, TreePath path) throws IOException {
    byte[] target;
    try {
      target = calls.readLink(parent, path.name());
    } catch (HostCallException e) {
      if (e.is("EINVAL") || e.is("ENOENT")) {
        return; // replaced since it was listed
      }
      throw e;
    }
    if (LinkTarget.climbsOut(target, path.depth() - 1)) {
      leaving.add(path);
    } else if (inspection.applies(Check.DANGLING) && !leadsSomewhere(path, target)) {
      dangling.add(path);
    }
  }

  /**
   * Returns whether a link has a target on nodes. These mount a tree of applications at {@code
   * /cm/shared}, so links may be absolute below it; an absolute link to any other place leads out
   * of the tree, whatever a node has there.
   */
  private boolean leadsSomewhere(TreePath path, byte[] target) throws IOException {
    String text = new String(target, ISO_8859_1);
    return text.startsWith(MOUNTED)
        ? inspection.tree().exists(path(text.substring(MOUNTED.length())))
        : inspection.tree().exists(path);
  }

  private static TreePath path(String text) {
    try {
      return TreePath.of(text.getBytes(ISO_8859_1));
    } catch (IllegalArgumentException leaves) {
      return TreePath.of("no such path");
    }
  }

  /** Adds the findings. */
  public void report() {
    Map<String, Long> machines = evidence.machines();
    Findings findings = inspection.findings();
    String wanted = inspection.architecture().unameName();
    foreignCode
        .foreign()
        .forEach(
            (machine, paths) ->
                paths
                    .first()
                    .ifPresent(
                        first ->
                            findings.mismatch(
                                Check.MACHINE_TYPE, first, wanted, machine + " in " + paths)));
    foreignCode
        .compatible()
        .forEach(
            (machine, paths) ->
                warn(
                    Check.MACHINE_TYPE, paths, wanted + " programs", "32-bit " + machine + " in "));
    foreignCode
        .tools()
        .forEach(
            (tool, paths) ->
                warn(
                    Check.MACHINE_TYPE,
                    paths,
                    wanted + " programs",
                    tool.label()
                        + " of the machine that the tree was made on, which nodes cannot run and do"
                        + " not need (remove it): "));
    boolean isSystem = inspection.applies(Check.LOADER);
    if (isSystem && !machines.containsKey(wanted)) {
      String others =
          machines.isEmpty()
              ? "no program at all"
              : "only "
                  + machines.entrySet().stream()
                      .map(machine -> machine.getValue() + " for " + machine.getKey())
                      .collect(Collectors.joining(", "));
      findings.mismatch(Check.MACHINE_TYPE, TreePath.ROOT, wanted + " programs", others);
    }
    warn(Check.LINKS, leaving, "targets inside the tree", "targets above its root: ");
    warn(Check.DANGLING, dangling, "targets inside the tree", "none for ");
    warn(Check.LEFTOVERS, leftovers, "nothing of an unfinished run", "");
    warn(Check.DEVICES, devices, "none outside /dev", "");
    warn(Check.WRITABLE, writable, "nothing that is world-writable", "");
    directories.report(findings);
    keys.report(findings);
  }

  private void warn(Check check, OffendingPaths paths, String expected, String found) {
    paths
        .first()
        .ifPresent(first -> inspection.findings().warning(check, first, expected, found + paths));
  }
}

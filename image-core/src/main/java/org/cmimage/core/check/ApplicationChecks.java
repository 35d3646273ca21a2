package org.cmimage.core.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.finding.Check;
import org.cmimage.core.finding.Findings;
import org.cmimage.core.finding.Inspection;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * The checks of a tree of applications: that it is no system, that every application has a
 * modulefile, and every modulefile an application.
 */
public final class ApplicationChecks {
  private static final TreePath APPLICATIONS = TreePath.of("apps");
  private static final TreePath MODULEFILES = TreePath.of("modulefiles");
  private static final List<TreePath> SYSTEM =
      List.of(
          TreePath.of("etc/os-release"),
          TreePath.of("usr/lib/os-release"),
          TreePath.of("sbin/init"),
          TreePath.of("usr/sbin/init"));

  private final Inspection inspection;
  private final Rootfs tree;
  private final Findings findings;

  private ApplicationChecks(Inspection inspection) {
    this.inspection = inspection;
    this.tree = inspection.tree();
    this.findings = inspection.findings();
  }

  /** Runs the checks that apply to the component. */
  public static void run(Inspection inspection) throws IOException {
    ApplicationChecks checks = new ApplicationChecks(inspection);
    if (inspection.applies(Check.MODULEFILES)) {
      checks.modulefiles();
    }
    if (inspection.applies(Check.NO_SYSTEM)) {
      checks.noSystem();
    }
  }

  private void modulefiles() throws IOException {
    for (TreePath application : versions(APPLICATIONS, NodeType.DIRECTORY)) {
      TreePath modulefile = moved(application, MODULEFILES);
      if (!inspection.hasFile(modulefile)) {
        findings.incomplete(
            Check.MODULEFILES, modulefile, "a modulefile for " + application, "none");
      }
    }
    for (TreePath modulefile : versions(MODULEFILES, NodeType.REGULAR)) {
      TreePath application = moved(modulefile, APPLICATIONS);
      if (!is(application, NodeType.DIRECTORY)) {
        findings.incomplete(
            Check.MODULEFILES, modulefile, "the application " + application, "no such directory");
      }
    }
  }

  /**
   * Returns the entries two levels below a directory, without links and hidden ones, such as
   * defaults.
   */
  private List<TreePath> versions(TreePath directory, NodeType type) throws IOException {
    List<TreePath> versions = new ArrayList<>();
    for (TreePath name : tree.list(directory)) {
      if (is(name, NodeType.DIRECTORY)) {
        for (TreePath version : tree.list(name)) {
          if (version.name()[0] != '.' && is(version, type)) {
            versions.add(version);
          }
        }
      }
    }
    return versions;
  }

  private static TreePath moved(TreePath version, TreePath directory) {
    return directory.resolve(version.parent().name()).resolve(version.name());
  }

  private boolean is(TreePath path, NodeType type) throws IOException {
    Optional<FileStatus> status = tree.status(path);
    return status.isPresent() && status.get().type() == type;
  }

  private void noSystem() throws IOException {
    for (TreePath path : SYSTEM) {
      if (tree.status(path).isPresent()) {
        findings.incomplete(Check.NO_SYSTEM, path, "applications", "a system");
        return;
      }
    }
  }
}

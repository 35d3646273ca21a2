package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.unpack.database.PackagedTree;
import org.cmimage.sources.tar.OwnerNames;

/**
 * A tree with a package database, as it was before a transaction, and the cases in which dpkg must
 * unpack a new package: files of other packages, diverted and overridden paths, files of no
 * package, and installed packages that conflict with it. Thread-safe.
 */
public final class ExistingTree implements PackagedTree {
  private static final TreePath STATUS = TreePath.of("var/lib/dpkg/status");
  private static final int MAX_STATUS = 64 << 20;

  private final Rootfs tree;
  private final List<String> usrLinks;
  private final InstalledConflicts conflicts;
  private final OwnedPaths owned;
  private final SpecialPaths special;
  private final PathFilters filters;
  private final TreeAccounts accounts;

  private ExistingTree(Rootfs tree, InstalledPackages installed) throws IOException {
    this.tree = tree;
    this.usrLinks = findUsrLinks(tree);
    this.conflicts = new InstalledConflicts(installed);
    this.owned = OwnedPaths.read(tree, usrLinks);
    this.special = SpecialPaths.read(tree);
    this.filters = PathFilters.read(tree);
    this.accounts = TreeAccounts.read(tree);
  }

  /**
   * Reads the relevant parts of a tree.
   *
   * @param installed its packages
   */
  public static ExistingTree of(Rootfs tree, InstalledPackages installed) throws IOException {
    return new ExistingTree(tree, installed);
  }

  private static List<String> findUsrLinks(Rootfs tree) throws IOException {
    List<String> links = new ArrayList<>();
    for (TreePath path : tree.list(TreePath.ROOT)) {
      String name = new String(path.name(), StandardCharsets.UTF_8);
      Optional<byte[]> target = tree.readLink(path);
      if (target.isPresent()
          && new String(target.get(), StandardCharsets.UTF_8)
              .replaceFirst("^/", "")
              .equals("usr/" + name)) {
        links.add(name);
      }
    }
    return links;
  }

  @Override
  public List<String> usrLinks() {
    return usrLinks;
  }

  @Override
  public Optional<String> reasonForDpkg(ControlStanza control) throws IOException {
    return conflicts.reasonForDpkg(control);
  }

  @Override
  public Optional<String> reasonForDpkg(
      TreeEntry entry, TreePath written, TreePath canonical, boolean own) throws IOException {
    TreePath path = entry.path();
    Optional<String> about = special.reason(path).or(() -> special.reason(canonical));
    if (about.isPresent()) {
      return about;
    }
    if (entry.kind() instanceof Kind.Directory) {
      return path.isRoot() || tree.status(path).isEmpty() || tree.isDirectory(path)
          ? Optional.empty()
          : Optional.of(path + " is not a directory in the tree");
    }
    Optional<String> other = owned.owner(canonical);
    if (other.isPresent()) {
      return Optional.of(path + " is also in package " + other.get());
    }
    if (!own) {
      return Optional.empty();
    }
    for (TreePath taken : written.equals(path) ? List.of(path) : List.of(path, written)) {
      Optional<FileStatus> existing = tree.status(taken);
      if (existing.isPresent()) {
        boolean directory = existing.get().type() == NodeType.DIRECTORY;
        return Optional.of(taken + (directory ? " is a directory" : " is there already"));
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean leavesOut(TreeEntry entry) {
    return filters.leavesOut(entry);
  }

  @Override
  public TreeEntry owned(TreeEntry entry, OwnerNames names) {
    return accounts.owned(entry, names);
  }

  @Override
  public void register(List<Added> packages, Map<String, String> interests) throws IOException {
    if (packages.isEmpty()) {
      return;
    }
    TriggerFiles triggers = new TriggerFiles(tree);
    triggers.activate(packages);
    triggers.add(interests);
    StatusFile status = StatusFile.parse(tree.read(STATUS, MAX_STATUS).orElse(new byte[0]));
    for (Added added : packages) {
      status.put(added.stanza());
    }
    tree.write(STATUS, status.bytes(), 0644);
  }
}

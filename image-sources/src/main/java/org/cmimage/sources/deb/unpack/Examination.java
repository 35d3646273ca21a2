package org.cmimage.sources.deb.unpack;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.unpack.database.PackagedTree;
import org.cmimage.sources.deb.unpack.database.UnpackedPackage;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.OwnerNames;

/**
 * Passes the entries of a package on until one cannot be written onto a tree that has packages;
 * that one and those that follow are omitted. What was written until then was free, and remains:
 * dpkg, to which the package is left, writes it again.
 */
final class Examination implements NamedEntrySink {
  private final UnpackedPackage owner;
  private final PathClaims claims;
  private final UsrLinks usr;
  private final PackagedTree existing;
  private final NamedEntrySink sink;
  private final Set<TreePath> leftOut = new HashSet<>();
  private Optional<String> reason = Optional.empty();

  Examination(
      UnpackedPackage owner, UnpackTarget target, PackagedTree existing, NamedEntrySink sink) {
    this.owner = owner;
    this.claims = target.claims();
    this.usr = target.usr();
    this.existing = existing;
    this.sink = sink;
  }

  /** Returns the reason why dpkg must unpack the package; empty for none. */
  Optional<String> reason() {
    return reason;
  }

  @Override
  public void accept(TreeEntry entry, OwnerNames names, InputStream content) throws IOException {
    if (reason.isEmpty()) {
      reason = find(entry);
    }
    if (reason.isEmpty()) {
      sink.accept(entry, names, content);
    }
  }

  private Optional<String> find(TreeEntry entry) throws IOException {
    TreePath path = entry.path();
    if (existing.leavesOut(entry)) {
      leftOut.add(path);
      return owner.conffiles().contains(path)
          ? Optional.of("its conffile " + path + " is left out by a filter of dpkg")
          : Optional.empty();
    }
    if (entry.kind() instanceof Kind.HardLink link && leftOut.contains(link.target())) {
      return Optional.of("its file " + link.target() + " is left out by a filter of dpkg");
    }
    if (usr.namesItself(entry)) {
      return Optional.of(path + " is a link to itself");
    }
    if (entry.kind() instanceof Kind.Directory) {
      return existing.reasonForDpkg(entry, path, usr.canonical(path), true);
    }
    TreePath canonical = usr.canonical(path);
    PathClaims.Claim claim = claims.of(canonical);
    // Held so that a file which another package is writing is not mistaken for one of the tree.
    synchronized (claim) {
      TreePath written = owner.conffiles().unpackedName(path);
      return existing.reasonForDpkg(entry, written, canonical, claim.isFree());
    }
  }
}

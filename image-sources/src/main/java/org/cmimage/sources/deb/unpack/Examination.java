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
 * Determines whether all entries of a package can be written onto a tree that has packages, before
 * the first of them is: so nothing has to be undone for a package that is left to dpkg.
 */
final class Examination implements NamedEntrySink {
  private final UnpackedPackage owner;
  private final PathClaims claims;
  private final UsrLinks usr;
  private final PackagedTree existing;
  private final Set<TreePath> leftOut = new HashSet<>();
  private Optional<String> reason = Optional.empty();

  Examination(UnpackedPackage owner, UnpackTarget target, PackagedTree existing) {
    this.owner = owner;
    this.claims = target.claims();
    this.usr = target.usr();
    this.existing = existing;
  }

  /** Returns the reason why dpkg must unpack the package; empty for none. */
  Optional<String> reason() {
    return reason;
  }

  @Override
  public void accept(TreeEntry entry, OwnerNames names, InputStream content) throws IOException {
    if (reason.isPresent()) {
      return;
    }
    TreePath path = entry.path();
    if (existing.leavesOut(entry)) {
      leftOut.add(path);
      if (owner.conffiles().contains(path)) {
        reason = Optional.of("its conffile " + path + " is left out by a filter of dpkg");
      }
      return;
    }
    if (entry.kind() instanceof Kind.HardLink link && leftOut.contains(link.target())) {
      reason = Optional.of("its file " + link.target() + " is left out by a filter of dpkg");
    } else if (usr.namesItself(entry)) {
      reason = Optional.of(path + " is a link to itself");
    } else if (entry.kind() instanceof Kind.Directory) {
      reason = existing.reasonForDpkg(entry, path, usr.canonical(path), true);
    } else {
      TreePath canonical = usr.canonical(path);
      PathClaims.Claim claim = claims.of(canonical);
      // Held so that a file which another package is writing is not mistaken for one of the tree.
      synchronized (claim) {
        TreePath written = owner.conffiles().unpackedName(path);
        reason = existing.reasonForDpkg(entry, written, canonical, claim.isFree());
      }
    }
  }
}

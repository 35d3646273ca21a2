package org.cmimage.sources.deb.unpack;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.CollisionPolicy;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.sources.deb.unpack.database.PackageFault;
import org.cmimage.sources.deb.unpack.database.PackagedTree;
import org.cmimage.sources.deb.unpack.database.UnpackedPackage;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.OwnerNames;

/**
 * Takes the entries of one package: determines the owner of each path, writes it, and records the
 * list.
 */
final class PackageSink implements NamedEntrySink {
  private final UnpackedPackage owner;
  private final PathClaims claims;
  private final UsrLinks usr;
  private final Optional<PackagedTree> existing;
  private final EntrySink fresh;
  private final EntrySink replacing;

  PackageSink(UnpackedPackage owner, UnpackTarget target, RootfsWriter writer, int order) {
    this.existing = target.existing();
    this.owner = owner;
    this.claims = target.claims();
    this.usr = target.usr();
    this.fresh = writer.part(order, PackageSink::decide);
    this.replacing = writer.part(order, (entry, existing) -> CollisionPolicy.Decision.REPLACE);
  }

  /**
   * Decides about an existing node that is not a package's file: a directory, or a link of a merged
   * /usr. A link never replaces a directory (dpkg).
   */
  private static CollisionPolicy.Decision decide(TreeEntry entry, FileStatus existing) {
    if (entry.kind().type() == NodeType.SYMLINK) {
      if (existing.type() == NodeType.DIRECTORY) {
        return CollisionPolicy.Decision.KEEP;
      }
      if (existing.type() == NodeType.SYMLINK) {
        return CollisionPolicy.Decision.REQUIRE_EQUAL;
      }
    }
    return CollisionPolicy.Decision.REFUSE;
  }

  @Override
  public void accept(TreeEntry named, OwnerNames names, InputStream content) throws IOException {
    TreeEntry entry =
        existing.isPresent()
            ? existing.get().owned(named, names)
            : StaticAccounts.owned(named, names);
    TreePath path = entry.path();
    for (byte b : path.bytes()) {
      if (b == '\n') {
        throw PackageFault.corrupt(owner.name(), "a line feed in the name " + path);
      }
    }
    if (existing.isPresent() && existing.get().leavesOut(entry)) {
      owner.add(path);
      return;
    }
    if (entry.kind().type() == NodeType.DIRECTORY) {
      fresh.accept(entry, content);
      owner.add(path);
      return;
    }
    PathClaims.Claim claim = claims.of(usr.canonical(path));
    // Held while the entry is written, so that a package that takes it over finds the whole file.
    synchronized (claim) {
      settle(claim, entry, content);
    }
  }

  private void settle(PathClaims.Claim claim, TreeEntry entry, InputStream content)
      throws IOException {
    TreePath path = entry.path();
    boolean toItself = usr.namesItself(entry);
    if (claim.isFree()) {
      write(fresh, entry, content);
    } else if (toItself || claim.owner() != owner && claim.isSameLinkAs(entry)) {
      // Packages share directories, and links to one (dpkg's linktosameexistingdir).
      owner.add(path);
      return;
    } else if (claim.isLinkToItself()) {
      write(replacing, entry, content);
    } else if (claim.owner() != owner && owner.replaces(claim.owner())) {
      if (claim.owner().conffiles().isInPlace(claim.path())) {
        owner.conffiles().takePlace(path);
      }
      write(replacing, entry, content);
      claim.owner().lose(claim.path());
    } else if (claim.owner() != owner && claim.owner().replaces(owner)) {
      owner.lose(path);
      return;
    } else {
      throw PackageFault.overwrite(owner.name(), path.toString(), claim.owner().name());
    }
    claim.take(owner, entry, toItself);
    owner.add(path);
  }

  private void write(EntrySink sink, TreeEntry entry, InputStream content) throws IOException {
    TreePath path = entry.path();
    boolean inPlace = owner.conffiles().isInPlace(path);
    if (entry.kind() instanceof Kind.Regular && (inPlace || owner.sums().isPresent())) {
      MessageDigest md5 = md5();
      sink.accept(unpacked(entry), new DigestInputStream(content, md5));
      byte[] sum = md5.digest();
      owner.sums().ifPresent(sums -> sums.add(path, sum));
      if (inPlace) {
        owner.conffiles().setSum(path, BaseEncoding.base16().lowerCase().encode(sum));
      }
      return;
    }
    sink.accept(unpacked(entry), content);
    if (entry.kind() instanceof Kind.HardLink link) {
      owner.sums().ifPresent(sums -> sums.addLink(path, link.target()));
    }
  }

  /** Returns an entry as it is until dpkg puts conffiles in place. */
  private TreeEntry unpacked(TreeEntry entry) {
    TreePath path = owner.conffiles().unpackedName(entry.path());
    if (entry.kind() instanceof Kind.HardLink link) {
      TreePath target = owner.conffiles().unpackedName(link.target());
      return new TreeEntry(path, new Kind.HardLink(target), entry.attributes());
    }
    return entry.kind() instanceof Kind.Regular
        ? new TreeEntry(path, entry.kind(), entry.attributes())
        : entry;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}

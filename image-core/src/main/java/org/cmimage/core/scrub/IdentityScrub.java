package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.ScrubRule.Action;
import org.cmimage.core.spi.FileStatus;
import org.cmimage.core.spi.NodeType;
import org.cmimage.core.spi.TreePath;

/**
 * Removes from a tree what must not be shared by nodes: identity, secrets made on one machine,
 * logs, caches, and leftovers of the build. The tree is hostile input: patterns are matched without
 * following links. Stateless and thread-safe.
 */
public final class IdentityScrub {
  private IdentityScrub() {}

  /** What is removed or reset, with the reason of each. */
  public static ImmutableList<ScrubRule> rules() {
    return ScrubRules.ALL;
  }

  /**
   * Scrubs a tree. Scrubbing twice changes nothing the second time.
   *
   * @return what was found and removed or reset, in the order of the rules
   */
  public static List<Residue> scrub(Rootfs tree) throws IOException {
    List<Residue> scrubbed = new ArrayList<>();
    for (ScrubRule rule : rules()) {
      for (TreePath path : residues(tree, rule)) {
        act(tree, path, rule.action());
        scrubbed.add(new Residue(path, rule.reason()));
      }
    }
    return scrubbed;
  }

  /** What {@link #scrub} would remove or reset, without doing so; empty for a scrubbed tree. */
  public static List<Residue> audit(Rootfs tree) throws IOException {
    List<Residue> found = new ArrayList<>();
    for (ScrubRule rule : rules()) {
      for (TreePath path : residues(tree, rule)) {
        found.add(new Residue(path, rule.reason()));
      }
    }
    return found;
  }

  private static void act(Rootfs tree, TreePath path, Action action) throws IOException {
    if (action instanceof Action.Reset reset) {
      tree.write(path, bytes(reset.content()), reset.mode());
    } else if (action instanceof Action.Link link) {
      tree.link(path, bytes(link.target()));
    } else {
      tree.delete(path);
    }
  }

  private static List<TreePath> residues(Rootfs tree, ScrubRule rule) throws IOException {
    List<TreePath> residues = new ArrayList<>();
    if (rule.action() instanceof Action.Reset || rule.action() instanceof Action.Link) {
      TreePath path = TreePath.of(rule.pattern());
      if (differs(tree, path, rule.action())) {
        residues.add(path);
      }
      return residues;
    }
    for (TreePath path : PathPattern.of(rule.pattern()).find(tree)) {
      if (rule.action() instanceof Action.Remove || isFilledFile(tree, path)) {
        residues.add(path);
      }
    }
    return residues;
  }

  private static boolean isFilledFile(Rootfs tree, TreePath path) throws IOException {
    return tree.status(path).filter(s -> s.type() == NodeType.REGULAR && s.size() > 0).isPresent();
  }

  private static boolean differs(Rootfs tree, TreePath path, Action action) throws IOException {
    if (!PathPattern.isDirectory(tree, path.parent())) {
      return false;
    }
    Optional<FileStatus> status = tree.status(path);
    if (action instanceof Action.Link link) {
      Optional<byte[]> target = tree.readLink(path);
      return target.isEmpty() || !Arrays.equals(target.get(), bytes(link.target()));
    }
    if (!(action instanceof Action.Reset reset)) {
      throw new IllegalArgumentException("no fixed content: " + action);
    }
    if (status.isEmpty()) {
      return reset.create();
    }
    byte[] wanted = bytes(reset.content());
    boolean sameSize =
        status.get().type() == NodeType.REGULAR && status.get().size() == wanted.length;
    return !sameSize || !Arrays.equals(tree.read(path, wanted.length).orElseThrow(), wanted);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package org.cmimage.core.scrub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.ScrubRule.Action;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * The application of one rule to one tree. No link is followed, not even in the middle of a path.
 */
record RuleAction(Rootfs tree, ScrubRule rule) {
  /** The size limit of files to edit in bytes, far larger than any that a rule is for. */
  private static final int MOST_EDITED = 8 << 20;

  /** Returns the existing paths that the rule would change; missing ones are not included. */
  List<TreePath> find() throws IOException {
    List<TreePath> found = new ArrayList<>();
    for (TreePath path : PathPattern.of(rule.pattern()).find(tree)) {
      Optional<FileStatus> status = tree.status(path);
      if (status.isPresent() && isResidue(path, status.get())) {
        found.add(path);
      }
    }
    return found;
  }

  private boolean isResidue(TreePath path, FileStatus status) throws IOException {
    boolean isFile = status.type() == NodeType.REGULAR;
    return rule.action()
        .accept(
            new Action.Handler<Boolean, IOException>() {
              @Override
              public Boolean remove(Action.Remove action) {
                return true;
              }

              @Override
              public Boolean removeFilledFile(Action.RemoveFilledFile action) {
                return isFile && status.size() > 0;
              }

              @Override
              public Boolean removeLinkTo(Action.RemoveLinkTo action) throws IOException {
                return target(path)
                    .filter(to -> to.endsWith("/" + action.name()) || to.equals(action.name()))
                    .isPresent();
              }

              @Override
              public Boolean reset(Action.Reset action) throws IOException {
                return !isFile || !isRight(path, status, action);
              }

              @Override
              public Boolean link(Action.Link action) throws IOException {
                boolean isEmpty = isFile && status.size() == 0;
                return !isEmpty
                    && target(path).filter(to -> leadsTo(to, action.target())).isEmpty();
              }

              @Override
              public Boolean edit(Action.Edit action) throws IOException {
                return isFile && edited(path, status, action).isPresent();
              }
            });
  }

  private boolean isRight(TreePath path, FileStatus status, Action.Reset reset) throws IOException {
    int longest = 256;
    if (status.size() > longest) {
      return false;
    }
    String text = new String(tree.read(path, longest).orElse(new byte[0]), UTF_8).strip();
    return text.equals(reset.content().strip()) || reset.accepted().contains(text);
  }

  private Optional<String> target(TreePath path) throws IOException {
    return tree.readLink(path).map(bytes -> new String(bytes, ISO_8859_1));
  }

  /**
   * Returns whether a link's text, absolute or relative to the root by {@code ..}, is this absolute
   * path.
   */
  private static boolean leadsTo(String target, String absolute) {
    return target.replaceFirst("^(?:\\.\\./)+", "/").equals(absolute);
  }

  /** Returns the new content; empty where nothing is to be changed. */
  private Optional<String> edited(TreePath path, FileStatus status, Action.Edit edit)
      throws IOException {
    if (status.size() > MOST_EDITED) {
      return Optional.empty();
    }
    return tree.read(path, MOST_EDITED)
        .map(bytes -> new String(bytes, ISO_8859_1))
        .filter(text -> edit.text().matcher(text).find())
        .map(text -> edit.text().matcher(text).replaceAll(edit.replacement()));
  }

  /** Removes or resets one of the paths found. */
  void apply(TreePath path) throws IOException {
    rule.action().accept(new Cures(path)).apply();
  }

  /** One change of the tree. */
  private interface Cure {
    void apply() throws IOException;
  }

  private final class Cures implements Action.Handler<Cure, IOException> {
    private final TreePath path;

    Cures(TreePath path) {
      this.path = path;
    }

    @Override
    public Cure remove(Action.Remove action) {
      return () -> tree.delete(path);
    }

    @Override
    public Cure removeFilledFile(Action.RemoveFilledFile action) {
      return () -> tree.delete(path);
    }

    @Override
    public Cure removeLinkTo(Action.RemoveLinkTo action) {
      return () -> tree.delete(path);
    }

    @Override
    public Cure reset(Action.Reset action) throws IOException {
      boolean remains = action.unless().isEmpty() || !tree.exists(TreePath.of(action.unless()));
      return remains
          ? () -> {
            clearDirectory(path);
            write(path, action);
          }
          : () -> tree.delete(path);
    }

    @Override
    public Cure link(Action.Link action) {
      return () -> {
        clearDirectory(path);
        tree.link(path, action.target().getBytes(UTF_8));
      };
    }

    @Override
    public Cure edit(Action.Edit action) {
      return () -> replaceText(path, action);
    }
  }

  /**
   * Removes a directory where a file has to be, as a container engine makes one when it is to mount
   * a file of the host that is not there.
   */
  private void clearDirectory(TreePath path) throws IOException {
    if (tree.status(path).filter(status -> status.type() == NodeType.DIRECTORY).isPresent()) {
      tree.delete(path);
    }
  }

  private void replaceText(TreePath path, Action.Edit edit) throws IOException {
    Optional<FileStatus> status = tree.status(path);
    if (status.isPresent()) {
      Optional<String> content = edited(path, status.get(), edit);
      if (content.isPresent()) {
        tree.write(path, content.get().getBytes(ISO_8859_1), status.get());
      }
    }
  }

  /**
   * Makes the file or link that a system must have and this one lacks, where its directory exists.
   */
  void complete() throws IOException {
    if (!(rule.action() instanceof Action.Reset) && !(rule.action() instanceof Action.Link)) {
      return;
    }
    TreePath path = TreePath.of(rule.pattern());
    if (tree.status(path).isPresent() || !PathPattern.isDirectory(tree, path.parent())) {
      return;
    }
    if (rule.action() instanceof Action.Link link) {
      tree.link(path, link.target().getBytes(UTF_8));
    } else if (rule.action() instanceof Action.Reset reset && reset.create()) {
      write(path, reset);
    }
  }

  private void write(TreePath path, Action.Reset reset) throws IOException {
    tree.write(path, reset.content().getBytes(UTF_8), reset.mode());
  }
}

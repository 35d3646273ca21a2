package org.cmimage.sources.overlay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.tree.TreePath;

/** A name in the tree that the layers form together. */
final class MergedNode {
  /** The layer of a directory that no layer has an entry for. */
  static final int NO_LAYER = -1;

  private final Optional<MergedNode> parent;
  private final String name;
  private final int depth;
  private final Map<String, MergedNode> children = new HashMap<>(4);

  /** The file; empty for a directory. */
  private final Optional<MergedFile> file;

  /** The layer of the effective entry, and that entry's number. */
  private int layer;

  private int entry;
  private boolean detached;

  /** The last layer that hid lower entries of this directory: once is enough. */
  private int hiddenBy = NO_LAYER;

  /** A file of any type but a directory, with its names. */
  static final class MergedFile {
    private final Optional<byte[]> linkTarget;
    private final List<MergedNode> names = new ArrayList<>(1);

    /**
     * Creates a file without names.
     *
     * @param linkTarget of a symbolic link
     */
    MergedFile(Optional<byte[]> linkTarget) {
      this.linkTarget = linkTarget;
    }

    Optional<byte[]> linkTarget() {
      return linkTarget;
    }

    /** Returns the effective names, in the order in which they came. */
    List<MergedNode> names() {
      return names.stream().filter(node -> !node.detached).toList();
    }
  }

  private MergedNode(Optional<MergedNode> parent, String name, Optional<MergedFile> file) {
    this.parent = parent;
    this.name = name;
    this.depth = parent.map(above -> above.depth + 1).orElse(0);
    this.file = file;
    this.layer = NO_LAYER;
    this.entry = -1;
  }

  static MergedNode root() {
    return new MergedNode(Optional.empty(), "", Optional.empty());
  }

  boolean isDirectory() {
    return file.isEmpty();
  }

  Optional<MergedFile> file() {
    return file;
  }

  Optional<MergedNode> parent() {
    return parent;
  }

  /** Returns the number of names in its path. */
  int depth() {
    return depth;
  }

  Optional<MergedNode> child(String childName) {
    return Optional.ofNullable(children.get(childName));
  }

  /** Adds a directory or another name of a file; an existing node of the name is removed. */
  MergedNode put(String childName, Optional<MergedFile> childFile) {
    child(childName).ifPresent(MergedNode::detach);
    MergedNode child = new MergedNode(Optional.of(this), childName, childFile);
    children.put(childName, child);
    childFile.ifPresent(of -> of.names.add(child));
    return child;
  }

  /** Records the entry that is effective from now on. */
  void setEntry(int ofLayer, int number) {
    layer = ofLayer;
    entry = number;
  }

  /** Returns whether an entry is the effective one. */
  boolean isEntry(int ofLayer, int number) {
    return !detached && layer == ofLayer && entry == number;
  }

  /** Removes this node and everything below it from the tree. */
  void detach() {
    parent.ifPresent(above -> above.children.remove(name, this));
    Deque<MergedNode> open = new ArrayDeque<>(List.of(this));
    while (!open.isEmpty()) {
      MergedNode node = open.pop();
      node.detached = true;
      open.addAll(node.children.values());
    }
  }

  /** Removes from the tree what lower layers have at this name. */
  void hide(int below) {
    hideChildren(below);
    if (isDirectory() && !children.isEmpty()) {
      if (layer < below) {
        setEntry(NO_LAYER, -1);
      }
    } else if (layer < below) {
      detach();
    }
  }

  /** Removes from the tree what lower layers have in this directory. */
  void hideChildren(int below) {
    if (hiddenBy == below) {
      return;
    }
    hiddenBy = below;
    for (MergedNode child : List.copyOf(children.values())) {
      child.hide(below);
    }
  }

  /** Returns its path. */
  TreePath path() {
    Deque<String> names = new ArrayDeque<>();
    for (MergedNode node = this; node.parent.isPresent(); node = node.parent.get()) {
      names.push(node.name);
    }
    return TreePath.of(String.join("/", names).getBytes(StandardCharsets.ISO_8859_1));
  }
}

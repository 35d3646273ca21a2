package org.cmimage.sources.deb.installed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/** A tree of a few files, without links. */
public record TreeOfFiles(Map<TreePath, String> files) implements TreeView {
  /** Returns a tree with this package database. */
  public static TreeOfFiles withStatus(String status) {
    return new TreeOfFiles(Map.of()).with("var/lib/dpkg/status", status);
  }

  /** Returns this tree with one more file. */
  public TreeOfFiles with(String path, String content) {
    Map<TreePath, String> more = new TreeMap<>(files);
    more.put(TreePath.of(path), content);
    return new TreeOfFiles(more);
  }

  @Override
  public Optional<byte[]> read(TreePath path, int limit) {
    return Optional.ofNullable(files.get(path)).map(text -> text.getBytes(UTF_8));
  }

  @Override
  public List<TreePath> list(TreePath directory) {
    return files.keySet().stream()
        .flatMap(path -> Stream.iterate(path, each -> !each.isRoot(), TreePath::parent))
        .filter(path -> path.parent().equals(directory))
        .distinct()
        .toList();
  }
}

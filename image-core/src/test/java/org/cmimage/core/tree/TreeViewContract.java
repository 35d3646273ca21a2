package org.cmimage.core.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every view of a tree does, whatever the tree is kept in. */
public interface TreeViewContract {
  /** Looks at a tree. */
  @FunctionalInterface
  interface Look {
    void at(TreeView view) throws IOException;
  }

  /** Makes a tree of entries, and looks at it. */
  void look(List<Sample> entries, Look look) throws IOException;

  @Test
  default void readsFilesAlsoThroughLinks() throws IOException {
    look(
        List.of(
            Sample.folder("usr", 0755),
            Sample.folder("usr/lib", 0755),
            Sample.file("usr/lib/os-release", "ID=debian\n"),
            Sample.symlink("lib", "usr/lib"),
            Sample.folder("etc", 0755),
            Sample.symlink("etc/os-release", "/usr/lib/os-release"),
            Sample.symlink("etc/outside", "../../../../../../etc/hostname")),
        view -> {
          for (String path : List.of("usr/lib/os-release", "lib/os-release", "etc/os-release")) {
            assertThat(view.read(TreePath.of(path), 10))
                .as(path)
                .contains("ID=debian\n".getBytes(UTF_8));
          }
          assertThat(view.read(TreePath.of("etc/outside"), 10)).isEmpty();
        });
  }

  @Test
  default void whatIsNotThereIsEmpty() throws IOException {
    look(
        List.of(Sample.file("file", "content"), Sample.symlink("dangling", "nothing")),
        view -> {
          for (String path : List.of("none", "none/none", "file/none", "dangling")) {
            assertThat(view.read(TreePath.of(path), 10)).as(path).isEmpty();
            assertThat(view.list(TreePath.of(path))).as(path).isEmpty();
          }
          assertThat(view.list(TreePath.of("file"))).isEmpty();
        });
  }

  @Test
  default void refusesLongFilesAndDirectories() throws IOException {
    look(
        List.of(Sample.folder("etc", 0755), Sample.file("etc/file", "12345")),
        view -> {
          assertThat(view.read(TreePath.of("etc/file"), 5)).isPresent();
          assertThatThrownBy(() -> view.read(TreePath.of("etc/file"), 4))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("/etc/file");
          assertThatThrownBy(() -> view.read(TreePath.of("etc"), 100))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("/etc");
        });
  }

  @Test
  default void listsDirectoriesInOrder() throws IOException {
    look(
        List.of(
            Sample.folder("info", 0755),
            Sample.file("info/b.list", ""),
            Sample.file("info/a.list", ""),
            Sample.folder("info/c", 0755),
            Sample.file("info/c/inner", ""),
            Sample.symlink("link", "info")),
        view -> {
          assertThat(view.list(TreePath.of("info")))
              .containsExactly(
                  TreePath.of("info/a.list"), TreePath.of("info/b.list"), TreePath.of("info/c"));
          assertThat(view.list(TreePath.of("link"))).hasSize(3);
          assertThat(view.list(TreePath.ROOT))
              .containsExactly(TreePath.of("info"), TreePath.of("link"));
        });
  }
}

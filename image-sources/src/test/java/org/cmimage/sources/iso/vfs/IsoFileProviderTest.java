package org.cmimage.sources.iso.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.vfs2.FileObject;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileType;
import org.apache.commons.vfs2.RandomAccessContent;
import org.apache.commons.vfs2.impl.StandardFileSystemManager;
import org.apache.commons.vfs2.util.RandomAccessMode;
import org.cmimage.sources.iso.ForeignTools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsoFileProviderTest {
  @TempDir Path directory;
  private final StandardFileSystemManager manager = new StandardFileSystemManager();
  private String image = "";

  @BeforeEach
  void makeImage() throws Exception {
    Path tree = Files.createDirectories(directory.resolve("tree/dists/bookworm"));
    Files.writeString(tree.resolve("Release"), "Suite: stable\n");
    Files.writeString(tree.resolve("a%20b ü#"), "odd");
    Files.createSymbolicLink(tree.resolveSibling("stable"), Path.of("bookworm"));
    Files.createSymbolicLink(directory.resolve("tree/debian"), Path.of("."));
    Path iso = directory.resolve("x.iso");
    ForeignTools.makeIso(directory.resolve("tree"), iso);
    // As an embedder calls it: without naming types of this project.
    manager.init();
    image = "iso:" + iso.toUri() + "!/";
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void filesAreReadThroughLinks() throws Exception {
    try (FileObject file = manager.resolveFile(image + "debian/dists/stable/Release")) {
      assertThat(file.getType()).isEqualTo(FileType.FILE);
      assertThat(file.getContent().getSize()).isEqualTo(14);
      assertThat(file.getContent().getString(StandardCharsets.UTF_8)).isEqualTo("Suite: stable\n");
      assertThat(file.getContent().getAttribute("uid")).isEqualTo(0);
      assertThat(file.getContent().getLastModifiedTime()).isPositive();
      assertThat(file.isWriteable()).isFalse();
      RandomAccessContent content = file.getContent().getRandomAccessContent(RandomAccessMode.READ);
      content.seek(7);
      byte[] word = new byte[6];
      content.readFully(word);
      assertThat(new String(word, StandardCharsets.UTF_8)).isEqualTo("stable");
      assertThat(content.getFilePointer()).isEqualTo(13);
    }
  }

  @Test
  void directoriesAreListed() throws Exception {
    try (FileObject dists = manager.resolveFile(image + "dists/bookworm")) {
      assertThat(dists.getType()).isEqualTo(FileType.FOLDER);
      assertThat(Arrays.stream(dists.getChildren()).map(child -> child.getName().getBaseName()))
          .hasSize(2)
          .contains("Release");
      for (FileObject child : dists.getChildren()) {
        assertThat(child.getType()).as(child.toString()).isEqualTo(FileType.FILE);
      }
      assertThat(dists.resolveFile("none").exists()).isFalse();
    }
  }

  @Test
  void whatIsNoImageIsAFault() throws Exception {
    Path text = Files.writeString(directory.resolve("text.iso"), "text");
    assertThrows(
        FileSystemException.class,
        () -> manager.resolveFile("iso:" + text.toUri() + "!/a").exists());
  }
}

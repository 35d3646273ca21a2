package org.cmimage.core.manifest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeManifestTest implements TreeManifestContract {
  private static final Path DIRECTORY = Path.of("/scratch");

  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);

  @Override
  public HostCalls calls() {
    return calls;
  }

  @Override
  public Path directory() {
    return DIRECTORY;
  }

  @Test
  void aDamagedManifestSaysWhere(@TempDir Path state) throws IOException {
    Path file = state.resolve("m.mtree");
    assertThatThrownBy(() -> TreeManifest.load(file)).isInstanceOf(NoSuchFileException.class);
    String[] damaged = {
      "",
      "tar\n",
      "#mtree\n./a",
      "#mtree\n./a\n",
      "#mtree\nusr type=dir\n",
      "#mtree\n./\\9 type=x\n",
      "#mtree\n./../x type=dir\n",
      "#mtree\n./a\\1"
    };
    for (String text : damaged) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> TreeManifest.load(file))
          .as(text)
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("line ");
    }
  }
}

package org.cmimage.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentMarkerTest {
  private static final Path DIRECTORY = Path.of("/tree");
  private final InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(DIRECTORY);
  private Rootfs tree;

  @BeforeEach
  void open() throws IOException {
    tree = Rootfs.open(calls, DIRECTORY);
  }

  @AfterEach
  void close() {
    tree.close();
    assertThat(calls.openHandles()).isZero();
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    ComponentMarker marker =
        new ComponentMarker(
            ComponentKind.CM_SHARED,
            ArchOs.find("debian12-aarch64").orElseThrow(),
            "a \"program\" \\ of\nours, v\u00e4rsion 1.10 \ud83d\ude00",
            Map.of("one", "1.10", "two", "1:2~rc1-3+b1", "yes", "null"));
    marker.write(tree);
    assertThat(ComponentMarker.read(tree)).contains(marker);
  }

  @Test
  void aTreeNeedHaveNone() throws IOException {
    assertThat(ComponentMarker.read(tree)).isEmpty();
  }

  @Test
  void keysOfLaterReleasesArePassedOver() throws IOException {
    text("component: cmshared\ndistribution: debian12\narchitecture: aarch64\nsigned: yes\n");
    assertThat(ComponentMarker.read(tree)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "- a",
        "component: cmshared\ndistribution: debian12\n",
        "component: kernel\ndistribution: debian12\narchitecture: aarch64\n",
        "component: cmshared\ndistribution: ../x\narchitecture: aarch64\n",
        "component: cmshared\ndistribution: debian12\narchitecture: z80\n",
        "component: cmshared\ndistribution: debian12\narchitecture: aarch64\npackages: [a]\n",
        "component: cmshared\ncomponent: cmshared\n"
      })
  void whatIsNoMarkerIsRefused(String text) throws IOException {
    text(text);
    assertThatThrownBy(() -> ComponentMarker.read(tree))
        .isInstanceOf(FaultException.class)
        .hasMessageStartingWith("cannot read ");
  }

  @Test
  void sizeIsBounded() throws IOException {
    text("#".repeat(300 << 10));
    assertThatThrownBy(() -> ComponentMarker.read(tree))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("larger than");
  }

  private void text(String text) throws IOException {
    tree.write(ComponentMarker.PATH, text.getBytes(StandardCharsets.UTF_8), 0644);
  }
}

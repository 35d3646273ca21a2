package org.cmimage.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of a kernel by {@code --kernel}. */
class KernelTest {
  @TempDir private Path directory;
  private FakeCluster cluster;

  @BeforeEach
  void makeCluster() throws Exception {
    cluster = new FakeCluster(directory);
  }

  private static ImageRequest request(ComponentKind kind, String archOs, String kernel) {
    return ImageRequest.bootstrap(ArchOs.find(archOs).orElseThrow(), kind).kernel(kernel).build();
  }

  @Test
  void aFlavourOrAPackageTakesThePlaceOfTheUsualKernel() throws Exception {
    cluster.pipeline().plan(request(ComponentKind.SOFTWARE_IMAGE, "ubuntu2404-aarch64", "64k"));
    assertThat(cluster.packages.requested())
        .contains("linux-image-generic-64k")
        .doesNotContain("linux-image-generic");
    cluster
        .pipeline()
        .plan(
            request(
                ComponentKind.NODE_INSTALLER,
                "ubuntu2404-aarch64",
                "linux-image-6.8.0-51-generic"));
    assertThat(cluster.packages.requested())
        .contains("linux-image-6.8.0-51-generic")
        .doesNotContain("linux-image-generic");
  }

  @Test
  void aFlavourThatTheReleaseDoesNotHaveIsRefusedWithThoseItHas() throws Exception {
    List<Obstacle> obstacles =
        cluster.pipeline().check(request(ComponentKind.SOFTWARE_IMAGE, "debian12-x86_64", "64k"));
    assertThat(obstacles)
        .singleElement()
        .satisfies(
            obstacle -> {
              assertThat(obstacle.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(obstacle.message())
                  .contains(
                      "cannot install kernel \"64k\": debian12 has no such flavour for x86_64");
              assertThat(obstacle.remedy())
                  .isEqualTo(
                      new Remedy.Choose("--kernel", List.of("cloud", "rt"), Optional.of("64k")));
            });
  }

  @Test
  void cmSharedHasNoKernel() throws Exception {
    assertThat(cluster.pipeline().check(request(ComponentKind.CM_SHARED, "debian12-x86_64", "rt")))
        .singleElement()
        .satisfies(obstacle -> assertThat(obstacle.message()).contains("cm-shared has no kernel"));
  }
}

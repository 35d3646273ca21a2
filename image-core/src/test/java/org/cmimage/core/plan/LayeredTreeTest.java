package org.cmimage.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.FakePackages;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.core.tree.TreeView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LayeredTreeTest {
  private static final Path ROOT = Path.of("/tree");

  private final FakePackages packages = new FakePackages();
  private final CountDownLatch fetched = new CountDownLatch(1);
  private final AtomicBoolean ended = new AtomicBoolean();

  @Test
  @Timeout(60)
  void packagesAreFetchedWhileTheBaseIsUnpacked() throws Exception {
    packages.onFetch(fetched::countDown);
    unpack();
    assertThat(ended).isTrue();
    assertThat(packages.unpacked()).isEqualTo(1);
  }

  /** Packages are unpacked as they come, which need not wait for the last of them. */
  @Test
  @Timeout(60)
  void whatIsNotFetchedWhenTheBaseIsUnpackedIsLeftToTheUnpacking() throws Exception {
    AtomicBoolean cutShort = new AtomicBoolean();
    packages.onFetch(
        () -> {
          fetched.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            cutShort.set(true);
            throw e;
          }
        });
    unpack();
    assertThat(cutShort).isTrue();
    assertThat(packages.unpacked()).isEqualTo(1);
  }

  @Test
  @Timeout(60)
  void wherePackagesCannotBeFetchedTheBaseIsNotUnpackedToItsEnd() {
    packages.onFetch(
        () -> {
          throw new IOException("no network");
        });
    assertThatThrownBy(this::unpack).hasMessage("no network");
    assertThat(ended).isFalse();
    assertThat(packages.unpacked()).isZero();
  }

  private void unpack() throws Exception {
    try (Rootfs tree = Rootfs.open(new InMemoryHostCalls().withDirectory(ROOT), ROOT)) {
      new LayeredTree(new Base(), packages.installation()).unpack(tree, new RecordedProgress());
    }
  }

  /** Takes as long as it takes to fetch the packages. */
  private final class Base implements BaseTree {
    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public TreeView view() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String digest() {
      return "base";
    }

    @Override
    public List<String> origins() {
      return List.of();
    }

    @Override
    public void unpack(Rootfs tree, StageProgress progress) throws InterruptedException {
      ended.set(fetched.await(50, TimeUnit.SECONDS));
    }
  }
}

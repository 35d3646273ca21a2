package org.cmimage.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.BaseTree;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.core.spi.SourceMedium;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreeView;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.Test;

class SourceReadingTest {
  private final RecordedProgress progress = new RecordedProgress();
  private final List<String> opened = new ArrayList<>();

  @Test
  void theBaseIsOfTheFirstThatHasOneAndPackagesAreOfAll() throws Exception {
    SourceMedium all = open("packages1", "both2", "packages3", "packages1");
    assertThat(opened).containsExactly("packages1", "both2", "packages3");
    assertThat(all.base().orElseThrow().digest()).isEqualTo("both2");
    assertThat(all.repositories())
        .containsExactly("packages1/dists", "both2/dists", "packages3/dists");
    assertThat(all.description()).isEqualTo("medium packages1, medium both2, medium packages3");
    assertThat(progress.lines())
        .containsExactly(
            "source: medium packages1", "source: medium both2", "source: medium packages3");
  }

  @Test
  void theBaseOfALaterMediumIsLeftAlone() throws Exception {
    SourceMedium all = open("base1", "both2");
    assertThat(all.base().orElseThrow().digest()).isEqualTo("base1");
    assertThat(all.repositories()).containsExactly("both2/dists");
    assertThat(progress.warnings())
        .containsExactly(
            "images begin with the base of the medium base1; of the medium both2 only the packages"
                + " are taken");
  }

  /** It has native programs for the head node. */
  @Test
  void aLaterMediumMayBeForAnotherArchitecture() throws Exception {
    SourceMedium all = open("both1", "both2-x86_64");
    assertThat(all.base().orElseThrow().digest()).isEqualTo("both1");
    assertThat(all.repositories()).containsExactly("both1/dists", "both2-x86_64/dists");
    assertThat(progress.warnings()).singleElement().asString().contains("both2-x86_64 only");
  }

  @Test
  void theFirstMediumMustNotBeForAnotherArchitecture() {
    FaultException fault = assertThrows(FaultException.class, () -> open("both1-x86_64", "both2"));
    assertThat(fault.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
  }

  @Test
  void aLaterMediumForAnotherDistributionIsRefused() {
    FaultException fault = assertThrows(FaultException.class, () -> open("both1", "both2-rocky9"));
    assertThat(fault.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
    assertThat(fault).hasMessageContaining("for aarch64");
  }

  @Test
  void aSecondBaseAloneIsAMistake() {
    FaultException fault = assertThrows(FaultException.class, () -> open("both1", "base2"));
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(fault)
        .hasMessage(
            "cannot make images of the medium base2: it has nothing but a base, and the medium"
                + " both1 has one already");
  }

  private SourceMedium open(String... names) throws Exception {
    return new SourceReading(
            (location, archOs, offline) -> {
              opened.add(location);
              boolean isOther = location.contains("x86_64");
              if (isOther == (archOs.architecture() == Architecture.AARCH64)
                  || location.endsWith("rocky9")) {
                throw new FaultException(
                    ErrorCode.ARCH_OS_MISMATCH,
                    "cannot open " + location,
                    "it is not for " + archOs.architecture(),
                    new Remedy.None());
              }
              return new SourceMedium(
                  "medium " + location,
                  location.startsWith("packages")
                      ? Optional.empty()
                      : Optional.of(new Base(location)),
                  location.startsWith("base") ? List.of() : List.of(location + "/dists"));
            },
            new ArchOs(Architecture.AARCH64, Distribution.parse("debian12")),
            true)
        .open(Arrays.asList(names), progress);
  }

  private record Base(String digest) implements BaseTree {
    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public TreeView view() {
      throw new AssertionError("not read");
    }

    @Override
    public List<String> origins() {
      return List.of();
    }

    @Override
    public void unpack(Rootfs tree, StageProgress progress) {
      throw new AssertionError("not unpacked");
    }
  }
}

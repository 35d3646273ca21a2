package org.cmimage.endtoend.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A tree's own apt makes the same of a transaction as the product; more are in bench/transactions.
 */
@Tag("root")
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionTest {
  private static final ArchOs NATIVE =
      new ArchOs(TrialCluster.HOST, Distribution.parse("debian12"));

  private Transactions transactions;

  @BeforeAll
  void prepare() throws Exception {
    TrialCluster.requireMachine("apt-get", "dpkg-deb", "dpkg-scanpackages", "getfattr");
    ClusterLayout layout = TrialCluster.create(NATIVE.distribution(), List.of());
    requireMirror(layout);
    transactions =
        Transactions.prepare(
            TrialCluster.scratch(), layout, NATIVE.architecture(), Path.of("../docs"));
  }

  private static void requireMirror(ClusterLayout layout) throws Exception {
    try (ClusterStore store = Stores.open(layout)) {
      TrialCluster.requirePlan(
          ImagePipeline.builder().layout(layout).store(store).build(),
          ImageRequest.bootstrap(NATIVE, ComponentKind.SOFTWARE_IMAGE).build());
    }
  }

  @AfterAll
  void clear() throws Exception {
    TrialCluster.remove();
  }

  @RepeatedTest(4)
  void treesAreEqual(RepetitionInfo repetition) throws Exception {
    int seed = repetition.getCurrentRepetition();
    Transactions.Outcome outcome = transactions.run(seed, Transactions.Way.EMULATED, false);

    assertThat(outcome.differences()).as("%s", outcome.summary()).isEmpty();
  }

  @Test
  void stepsThatAreKilledAreDoneAgain() throws Exception {
    Transactions.Outcome outcome = transactions.run(5, Transactions.Way.KILLED, false);

    assertThat(outcome.differences()).as("%s", outcome.summary()).isEmpty();
  }

  @Test
  void aPackageThatCannotBeRemovedIsNamedWithItsScript() {
    String edit = "printf '#!/bin/sh\\nexit 7\\n' > var/lib/dpkg/info/nano.prerm";

    assertThatThrownBy(() -> transactions.change(edit, List.of(), List.of("nano")))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("nano")
        .hasMessageContaining("pre-removal script")
        .hasMessageContaining("exit status 7");
  }

  @Test
  void aKernelGetsItsInitramfsOnce() throws Exception {
    String kernel = "linux-image-cloud-" + NATIVE.architecture().debianName();

    assertThat(transactions.change(":", List.of(kernel, "initramfs-tools"), List.of()))
        .filteredOn(line -> line.startsWith("update-initramfs: Generating"))
        .hasSize(1);
  }
}

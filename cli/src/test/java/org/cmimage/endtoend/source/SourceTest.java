package org.cmimage.endtoend.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ComponentOrigin.Change;
import org.cmimage.core.ComponentOrigin.Repositories;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.PackageSources;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.image.ImageLookup;
import org.cmimage.core.image.ImageRollback;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A root that mmdebstrap made becomes an image, whose packages are changed afterwards. */
class SourceTest {
  private static final ArchOs ARCH_OS =
      new ArchOs(TrialCluster.HOST, Distribution.parse("debian12"));
  private static final ComponentName IMAGE =
      new ComponentName(ComponentKind.SOFTWARE_IMAGE, ARCH_OS);

  @AfterEach
  void remove() throws Exception {
    TrialCluster.remove();
  }

  @Test
  void aBaseOfOthersBecomesAnImageThatCanBeChanged() throws Exception {
    TrialCluster.requireMachine("mmdebstrap", "dpkg-query", "tar");
    ClusterLayout layout = TrialCluster.create(ARCH_OS.distribution(), List.of());
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline = ImagePipeline.builder().layout(layout).store(store).build();
      ComponentPlan fromNothing =
          TrialCluster.requirePlan(pipeline, ImageRequest.bootstrap(ARCH_OS, IMAGE.kind()).build());
      Path base = BaseArchive.make(fromNothing, ARCH_OS);

      Path script = executable("exit 3");
      ImageRequest request =
          ImageRequest.bootstrap(ARCH_OS, IMAGE.kind())
              .source(base.toString())
              .preInstallScript(script)
              .build();
      ImageException failure =
          catchThrowableOfType(
              ImageException.class, () -> pipeline.execute(pipeline.plan(request)));
      assertThat(failure.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
      assertThat(failure)
          .hasMessageContainingAll(script.toString(), "exit status 3", "in the base");
      assertThat(layout.tree(IMAGE)).doesNotExist();
      executable("dpkg-query -W -f '${db:Status-Status}' systemd > /etc/state-of-systemd");

      pipeline.execute(pipeline.plan(request));

      Path tree = layout.tree(IMAGE);
      assertThat(tree.resolve("etc/state-of-systemd")).hasContent("unpacked");
      assertThat(Files.walk(tree.resolve("var/lib")).map(Path::toString))
          .noneMatch(path -> path.contains("cm-image"));
      List<String> completed = installed(tree);
      assertThat(completed).allMatch(line -> line.endsWith(" installed"));
      assertThat(completed)
          .containsAll(
              fromNothing.packages().stream().map(each -> each.name() + " installed").toList());
      assertThat(tree.resolve("etc/apt/sources.list")).exists();
      assertThat(Files.list(tree.resolve("boot")).map(Path::getFileName).map(Path::toString))
          .anyMatch(name -> name.startsWith("initrd.img-"));

      pipeline.execute(pipeline.plan(ImageRequest.changing(IMAGE, installing("hello"))));

      assertThat(tree.resolve("usr/bin/hello")).exists();
      assertThat(installed(tree)).hasSize(completed.size() + 1);

      HostCalls calls = HostCalls.installed();
      new ImageRollback(layout, store, calls, Clock.systemUTC())
          .run(
              new ImageLookup(layout, store.snapshot(), calls).find(IMAGE.name()),
              Optional.empty());

      assertThat(installed(tree)).isEqualTo(completed);
    }
  }

  /** A script that says something and goes on with a line. */
  private static Path executable(String line) throws IOException {
    Path script = TrialCluster.scratch().resolve("first.sh");
    Files.writeString(script, "#!/bin/bash -eu\necho in the base\n" + line + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private static Change installing(String name) {
    return new Change(
        Change.Wanted.INSTALLED,
        List.of(),
        false,
        new Repositories(
            PackageSources.DEFAULT, List.of(name), List.of(), false, Acceleration.AUTO));
  }

  private static List<String> installed(Path tree) throws IOException, InterruptedException {
    return Program.output(
            tree,
            "dpkg-query",
            "--admindir=" + tree.resolve("var/lib/dpkg"),
            "-W",
            "-f",
            "${Package} ${db:Status-Status}\n")
        .lines()
        .toList();
  }
}

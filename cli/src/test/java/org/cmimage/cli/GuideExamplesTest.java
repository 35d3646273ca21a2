package org.cmimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every cmsh example of the administrator's guide, on clusters that {@code cm-image create all
 * --add-only} made from trees, with head nodes of both architectures. What is expected is in the
 * transcripts of the shell's own tests, to the character.
 */
@Tag("root")
class GuideExamplesTest {
  private static final String HEAD = "a06-u02-bcm-01";
  private static final String KERNEL_64K = "6.8.0-51-generic-64k";
  private static final String FOREIGN_IMAGE = "default-image-ubuntu2404-x86_64";

  @TempDir private Path root;

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
  }

  @ParameterizedTest
  @CsvSource({
    "softwareimage;list",
    "category;list",
    "device use master;fsmounts;list",
    "device use master;fsexports;list"
  })
  void tablesOfAnArmHeadNode(String commands) throws Exception {
    create("aarch64", "x86_64");
    switch (commands.substring(0, commands.indexOf(';'))) {
      case "category" ->
          shell("softwareimage add dgx-image; category add dgx; set softwareimage dgx-image");
      case "device use master" -> {
        mount("/home", "/home");
        mount("/cm_shared/ubuntu2404-x86_64", "/cm/shared-ubuntu2404-x86_64");
        mount("/cm_shared/ubuntu2404-aarch64", "/cm/shared-ubuntu2404-aarch64");
      }
      default -> assertThat(commands).isEqualTo("softwareimage;list");
    }
    assertThat(cmsh(commands).out()).isEqualTo(shown("seed.txt", commands));
  }

  @ParameterizedTest
  @CsvSource({
    "softwareimage;list",
    "category;list",
    "device use master;fsexports;list",
    "device list",
    "network list",
    "partition archos base; list"
  })
  void tablesOfAnX86HeadNode(String commands) throws Exception {
    create("x86_64", "aarch64");
    assertThat(cmsh(commands).out()).isEqualTo(shown("head-x86_64.txt", commands));
  }

  @Test
  void linesThatGrepFinds() throws Exception {
    create("aarch64", "x86_64");
    String text = transcript("seed.txt");
    String typed = text.substring(text.indexOf("[" + HEAD + "]% fspart"), text.indexOf("# A fail"));
    String lines = typed.replaceAll("(?m)^(?!\\[).*\n", "").replaceAll("(?m)^\\[.*\\]% ", "");
    assertThat(lines).isEqualTo("fspart\nls | grep x86\nsoftwareimage\nls | grep x86\n");
    assertThat(typed(lines)).isEqualTo(new Ran(0, typed, ""));
  }

  /** As the guide's Troubleshooting has it: removed, seen to be gone, made anew, bound. */
  @ParameterizedTest
  @CsvSource({
    "swimage, /cm/images/default-image-ubuntu2404-x86_64",
    "node-installer, /cm/node-installer-ubuntu2404-x86_64",
    "cmshared, /cm/shared-ubuntu2404-x86_64"
  })
  void aFailedComponentIsRemovedAndRecreated(String component, String path) throws Exception {
    writeTrees("aarch64");
    Path tree = root.resolve(path.substring(1));
    Path right = root.resolve("right");
    Files.move(tree, right);
    writeComponent(component, tree, true);
    assertThat(cmImage("x86_64", "all", "--add-only").err()).contains("arch/OS does not match");
    assertThat(typed("fspart\nls | grep x86\n").out()).contains("\n" + path + " ");

    assertThat(typed("fspart\nremove " + path + "\ncommit\n").out())
        .endsWith("% commit\nSuccessfully removed 1 FSParts\nSuccessfully committed 0 FSParts\n");
    if (component.equals("swimage")) {
      Ran removed = typed("softwareimage\nremove -d " + FOREIGN_IMAGE + "\ncommit\n");
      assertThat(removed.out()).contains("\nSuccessfully removed 1 SoftwareImages\n");
      assertThat(tree).doesNotExist();
      assertThat(cmsh("softwareimage list").out()).doesNotContain("x86_64");
    } else {
      Files.move(tree, root.resolve("wrong"));
    }
    Files.move(right, tree);
    assertThat(cmImage("x86_64", component, "--add-only").exitCode()).isZero();
    Ran bound = cmImage("x86_64", "all", "--add-archos");
    assertThat(bound.exitCode()).as(bound.err()).isZero();
    assertThat(cmsh("fspart list").out()).contains("| " + path);
    assertThat(cmsh("category;list").out()).contains("| default-ubuntu2404-x86_64 ");
  }

  /** What came between the removal and its commit counts as well. */
  @Test
  void anImageStaysWhenItsTreeIsMountedBeforeTheCommit() throws Exception {
    writeTrees("aarch64");
    assertThat(cmImage("x86_64", "swimage", "--add-only").exitCode()).isZero();
    Path point = Files.createDirectories(root.resolve("cm/images/" + FOREIGN_IMAGE + "/mnt"));
    String mount = "mount -t tmpfs none " + point;
    assumeTrue(run(mount) == 0 && run("umount " + point) == 0, "needs mount");
    try {
      Ran ran = typed("softwareimage\nremove -d " + FOREIGN_IMAGE + "\n!" + mount + "\ncommit\n");
      assertThat(ran.err()).contains("cannot delete", "mounted at or below ", "Unmount");
      assertThat(ran.exitCode()).isEqualTo(2);
    } finally {
      run("umount " + point);
    }
    assertThat(cmsh("softwareimage list").out()).contains(FOREIGN_IMAGE);
    assertThat(point).exists();
    shell("softwareimage; remove -d " + FOREIGN_IMAGE);
    assertThat(root.resolve("cm/images/" + FOREIGN_IMAGE)).doesNotExist();
  }

  private void create(String head, String foreign) throws IOException {
    writeTrees(head);
    Ran ran = cmImage(foreign, "all", "--add-only");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
  }

  /** What an installer left for the head node itself, and what was unpacked for the other nodes. */
  private void writeTrees(String head) throws IOException {
    Path configuration = Files.createDirectories(root.resolve("etc/cm-image"));
    Files.writeString(
        configuration.resolve("cm-image.yaml"),
        "headnode: {hostname: %s, architecture: %s, distribution: ubuntu2404}\n"
            .formatted(HEAD, head));
    boolean arm = head.equals("aarch64");
    String suffix = "-ubuntu2404-" + (arm ? "x86_64" : "aarch64");
    writeComponent("swimage", root.resolve("cm/images/default-image"), arm);
    writeComponent("cmshared", root.resolve("cm/shared"), arm);
    writeComponent("node-installer", root.resolve("cm/node-installer"), arm);
    writeComponent("swimage", root.resolve("cm/images/default-image" + suffix), !arm);
    writeComponent("cmshared", root.resolve("cm/shared" + suffix), !arm);
    writeComponent("node-installer", root.resolve("cm/node-installer" + suffix), !arm);
  }

  private static void writeComponent(String component, Path tree, boolean arm) throws IOException {
    SmallTrees trees = new SmallTrees(tree, arm);
    switch (component) {
      case "swimage" -> trees.softwareImage(arm ? KERNEL_64K : SmallTrees.KERNEL);
      case "node-installer" -> trees.system();
      default -> trees.applications();
    }
  }

  private void mount(String exported, String point) {
    shell(
        "device fsmounts master; add %s; set device 7.241.16.39:%s; set filesystem nfs"
            .formatted(point, exported));
  }

  /** Edits, and commits them. */
  private void shell(String commands) {
    Ran ran = cmsh(commands + "; home; commit");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
  }

  private Ran cmsh(String commands) {
    return Ran.cmsh("-n", "--root", root.toString(), "-c", commands);
  }

  private Ran typed(String lines) {
    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream(lines.getBytes(UTF_8)));
    try {
      return Ran.cmsh("-n", "--root", root.toString());
    } finally {
      System.setIn(real);
    }
  }

  private Ran cmImage(String architecture, String component, String what) {
    List<String> arguments = new ArrayList<>(List.of("--verbose", "create", component));
    arguments.addAll(List.of("--arch", architecture, "--distro", "ubuntu2404", what));
    arguments.addAll(List.of("--root", root.toString()));
    return Ran.cmImage(arguments.toArray(String[]::new));
  }

  /** What a transcript says that the shell prints for these commands. */
  private static String shown(String name, String commands) throws IOException {
    String typed = "$ cmsh -c \"" + commands + "\"\n";
    String text = transcript(name);
    assertThat(text).contains(typed);
    StringBuilder shown = new StringBuilder();
    text.substring(text.indexOf(typed) + typed.length())
        .lines()
        .takeWhile(line -> line.startsWith("+") || line.startsWith("|"))
        .forEach(line -> shown.append(line).append('\n'));
    return shown.toString();
  }

  private static String transcript(String name) throws IOException {
    try (InputStream in = GuideExamplesTest.class.getResourceAsStream("shell/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static int run(String command) throws IOException, InterruptedException {
    return new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start().waitFor();
  }
}

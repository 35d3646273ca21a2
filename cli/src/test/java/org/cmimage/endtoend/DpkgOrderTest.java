package org.cmimage.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.endtoend.trial.SilentProgress;
import org.cmimage.endtoend.trial.TreeDifferences;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.provision.DebProvision;
import org.cmimage.sources.deb.provision.order.BaseSystem;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.DebUnpacker;
import org.cmimage.sources.deb.unpack.UsrMerge;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small packages whose scripts write down what they find: once unpacked and configured as images
 * are, by this machine's dpkg in place of the image's; once by dpkg alone, in the order that Debian
 * Policy demands.
 */
@Tag("root")
class DpkgOrderTest {
  private static final String SEEN = "$DPKG_ROOT/var/lib/seen/";

  /** Nodes that one of the two has for reasons that no script is concerned with. */
  private static final Pattern ASIDE =
      Pattern.compile(
          "(?:var/lib/dpkg/(?:lock.*|.*-old|available|statoverride|arch|parts|alternatives"
              + "|info/format|triggers/(?:File|Lock|Unincorp))"
              + "|etc/(?:fstab|hosts|timezone|localtime|default.*)|usr/bin/awk"
              + "|s?bin|lib)"); // made by either side for a merged /usr

  @TempDir private Path directory;
  private final List<String> order = new ArrayList<>();
  private Path ours;
  private Path theirs;

  @BeforeEach
  void needsDpkg() throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/dpkg")), "this machine has no dpkg");
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    ours = Files.createDirectory(directory.resolve("ours"));
    theirs = Files.createDirectory(directory.resolve("theirs"));
  }

  @Test
  void scriptsFindWhatTheyFindUnderDpkg() throws Exception {
    makePackages();
    Instant begin = Instant.now().plusSeconds(1);
    assertThat(unpack()).containsExactly("diverts", "needs", "notices");
    provision();
    makeTheirs();

    List<Difference> differences =
        TreeDifferences.between(ours, theirs, begin).stream()
            .filter(difference -> !ASIDE.matcher(difference.path()).matches())
            .toList();
    assertThat(differences).isEmpty();
    assertThat(Files.readString(ours.resolve("usr/bin/tool"))).isEqualTo("diverts\n");
    assertThat(Files.readString(ours.resolve("usr/bin/tool.distrib"))).isEqualTo("tool\n");
    assertThat(Files.readString(ours.resolve("var/lib/seen/tool.postinst")))
        .contains("base.conf")
        .doesNotContain("hook.conf\n");
    assertThat(Files.readString(ours.resolve("var/lib/seen/needs.preinst")))
        .contains("tool: install ok installed", "needs: install reinstreq half-installed");
  }

  private void makePackages() throws IOException, InterruptedException {
    String look =
        "{ cd \"$DPKG_ROOT/\"; find etc usr -name '*.conf*' -o -path '*share*' | sort; env | grep"
            + " ^DPKG_MAINT | sort; for p in base tool needs; do echo \"$p: $(dpkg-query"
            + " --admindir=\"$DPKG_ROOT/var/lib/dpkg\" -W -f '${Status}' $p 2>&1)\"; done; ls"
            + " var/lib/dpkg/info | grep needs || true; cat var/lib/dpkg/diversions 2>/dev/null ||"
            + " true; } > "
            + SEEN;
    make("base", "Essential: yes\n", Map.of("etc/base.conf", "base\n", "usr/share/base/x", ""));
    make(
        "tool",
        "Depends: base\n",
        Map.of("usr/bin/tool", "tool\n", "etc/tool.d/tool.conf", "tool\n", "usr/share/tool/x", ""));
    script("tool", "postinst", look + "tool.postinst");
    make("plain", "Depends: tool\n", Map.of("etc/tool.d/hook.conf", "plain\n"));
    script("plain", "preinst", "dpkg-maintscript-helper rm_conffile /etc/none 1 plain -- \"$@\"");
    script("plain", "postinst", look + "plain.postinst");
    make("needs", "Pre-Depends: tool\n", Map.of("usr/share/needs/x", "", "etc/needs.conf", "n\n"));
    script("needs", "preinst", look + "needs.preinst");
    script("needs", "postinst", look + "needs.postinst");
    make("quiet", "Pre-Depends: tool\n", Map.of("usr/share/quiet/x", "", "etc/quiet.conf", "n\n"));
    script("quiet", "postinst", look + "quiet.postinst");
    make("cleans", "Depends: base\n", Map.of("usr/share/cleans/x", "", "etc/cleans.conf", "n\n"));
    script(
        "cleans",
        "preinst",
        "for i in 1 2; do if [ -e \"$DPKG_ROOT/var/lib/old.$i\" ]; then rm -f"
            + " \"$DPKG_ROOT/var/lib/old.$i\"; fi; done");
    script("cleans", "postinst", look + "cleans.postinst");
    make("diverts", "", Map.of("usr/bin/tool", "diverts\n"));
    script(
        "diverts",
        "preinst",
        "dpkg-divert --root \"$DPKG_ROOT\" --package diverts --rename --add /usr/bin/tool");
    make("notices", "Depends: plain\n", Map.of("usr/share/notices/x", "", "etc/n.conf", "n\n"));
    script(
        "notices",
        "preinst",
        look
            + "notices.preinst; dpkg-statoverride --root \"$DPKG_ROOT\" --add root shadow 2750"
            + " /usr/share/notices/x");
    for (String name : order) {
      run(
          List.of(
              "dpkg-deb",
              "-Znone",
              "--root-owner-group",
              "--build",
              directory.resolve(name).toString(),
              archive(name)));
    }
  }

  private void make(String name, String fields, Map<String, String> files) throws IOException {
    order.add(name);
    Path control = Files.createDirectories(directory.resolve(name + "/DEBIAN"));
    StringBuilder conffiles = new StringBuilder();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.resolve(name).resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      if (file.getKey().startsWith("etc/")) {
        conffiles.append('/').append(file.getKey()).append('\n');
      }
    }
    Files.createDirectories(directory.resolve(name + "/var/lib/seen"));
    Files.writeString(control.resolve("conffiles"), conffiles);
    Files.writeString(
        control.resolve("control"),
        "Package: "
            + name
            + "\nVersion: 1-1\nArchitecture: all\nMaintainer: a <a@example.org>\nOrigin: here\n"
            + fields
            + "Description: test\n");
  }

  private void script(String name, String script, String body) throws IOException {
    Path path =
        Files.writeString(
            directory.resolve(name + "/DEBIAN/" + script), "#!/bin/sh\nset -e\n" + body + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String archive(String name) {
    return directory.resolve(name + ".deb").toString();
  }

  /** Names of the packages that are left to dpkg, sorted. */
  private List<String> unpack() throws IOException {
    List<String> left = new ArrayList<>();
    try (Rootfs tree = Rootfs.open(BootstrapContract.hostCalls(), ours);
        DebUnpacker unpacker =
            DebUnpacker.open(
                tree,
                Architecture.AARCH64,
                UsrMerge.LINKS,
                Decompressor.inProcess(),
                base().rules())) {
      DebUnpacker.Listener listener = listener(left);
      for (String name : order) {
        unpacker.unpack(Path.of(archive(name)), order.indexOf(name), listener);
      }
      unpacker.finish(listener);
    }
    return left.stream().sorted().toList();
  }

  private static DebUnpacker.Listener listener(List<String> left) {
    return new DebUnpacker.Listener() {
      @Override
      public void unpacked(String packageName, Duration took) {}

      @Override
      public void left(String packageName, String reason) {
        left.add(packageName);
      }
    };
  }

  private static BaseSystem base() {
    ImmutableSetMultimap<String, String> waiting =
        ImmutableSetMultimap.of("needs", "tool", "quiet", "tool");
    return new BaseSystem(Set.of("base"), waiting, waiting);
  }

  private void provision() throws IOException, InterruptedException {
    ProvisionPlan plan =
        new ProvisionPlan(Distribution.parse("debian12"), order, List.of(), "", base(), List.of());
    try (Rootfs tree = Rootfs.open(BootstrapContract.hostCalls(), ours)) {
      for (ProvisionTrack track : Iterables.concat(new DebProvision(plan).tracks())) {
        for (ProvisionStep step : track.steps()) {
          step.run(tree, new Chrootless(ours), new SilentProgress());
        }
      }
    }
  }

  private void makeTheirs() throws IOException, InterruptedException {
    for (String name : List.of("bin", "sbin", "lib")) {
      Files.createDirectories(theirs.resolve("usr/" + name));
      Files.createSymbolicLink(theirs.resolve(name), Path.of("usr/" + name));
    }
    for (String name : List.of("info", "updates", "triggers")) {
      Files.createDirectories(theirs.resolve("var/lib/dpkg/" + name));
    }
    Files.createFile(theirs.resolve("var/lib/dpkg/status"));
    dpkg("--install", archive("base"));
    // Whose scripts cannot tell is there from the start.
    dpkg("--unpack", archive("tool"), archive("plain"), archive("cleans"));
    dpkg("--force-depends", "--unpack", archive("quiet"));
    dpkg("--configure", "tool");
    dpkg("--unpack", archive("needs"), archive("diverts"), archive("notices"));
    dpkg("--configure", "plain", "needs", "quiet", "cleans", "diverts", "notices");
  }

  private void dpkg(String... arguments) throws IOException, InterruptedException {
    List<String> argv =
        new ArrayList<>(List.of("dpkg", "--root=" + theirs, "--force-script-chrootless"));
    argv.addAll(List.of(arguments));
    run(argv);
  }

  private static void run(List<String> argv) throws IOException, InterruptedException {
    CommandResult result =
        new Chrootless(Path.of("/")).start(argv, Map.of("LC_ALL", "C.UTF-8"), line -> {});
    assertThat(result.succeeded()).as("%s: %s", argv, result.tail()).isTrue();
  }

  /** Runs the programs of this machine, told where the tree is. */
  private record Chrootless(Path root) implements GuestSession {
    @Override
    public CommandResult run(Command command, Consumer<String> output)
        throws IOException, InterruptedException {
      List<String> argv = new ArrayList<>();
      for (String word : command.argv()) {
        argv.add(word.startsWith("/") ? root + word : word);
      }
      if (argv.get(0).equals("dpkg")) {
        argv.addAll(1, List.of("--root=" + root, "--force-script-chrootless"));
      }
      return start(argv, command.environment(), output);
    }

    private CommandResult start(
        List<String> argv, Map<String, String> environment, Consumer<String> output)
        throws IOException, InterruptedException {
      ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.environment().put("DPKG_ROOT", root.toString());
      Process process = builder.start();
      process.getOutputStream().close();
      List<String> lines =
          new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
      lines.forEach(output);
      return new CommandResult(
          new CommandResult.End.Exited(process.waitFor()), lines, Duration.ZERO);
    }

    @Override
    public void close() {
      // nothing is left behind
    }
  }
}

package org.cmimage.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.fault.Remedy.Repair;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.junit.jupiter.api.Test;

class RepairTextTest {
  private static final ArchOs X86 = ArchOs.find("ubuntu2404-x86_64").orElseThrow();
  private static final String ARCH_OS = "--arch x86_64 --distro ubuntu2404";

  @Test
  void aWrongImageIsRemovedAndRecreatedAsInTheGuide() {
    Repair repair =
        new Repair(
            new ComponentName(ComponentKind.SOFTWARE_IMAGE, X86),
            false,
            true,
            List.of(
                "/cm/images/default-image-ubuntu2404-x86_64",
                "/cm/images/default-image-ubuntu2404-x86_64/boot"),
            true,
            List.of("default-ubuntu2404-x86_64"),
            List.of("x86_64/ubuntu2404"));
    assertThat(lines(List.of("create", "all"), repair))
        .containsExactly(
            "remove the software image default-image-ubuntu2404-x86_64:",
            "  cm-image remove swimage " + ARCH_OS + " --erase",
            "or remove it step by step:",
            "  cmsh -c \"partition archos base; remove x86_64/ubuntu2404; commit\"",
            "  cmsh -c \"category; clear default-ubuntu2404-x86_64 softwareimage; commit\"",
            "  cmsh -c \"fspart; remove /cm/images/default-image-ubuntu2404-x86_64; commit\"",
            "  cmsh -c \"fspart; remove /cm/images/default-image-ubuntu2404-x86_64/boot; commit\"",
            "  cmsh -c \"softwareimage; remove -d default-image-ubuntu2404-x86_64; commit\"",
            "  rm -rf /cm/images/default-image-ubuntu2404-x86_64",
            "put the right tree at /cm/images/default-image-ubuntu2404-x86_64 and register it:",
            "  cm-image create swimage " + ARCH_OS + " --add-only",
            "or do both from an archive:",
            "  cm-image import swimage ARCHIVE " + ARCH_OS,
            "then finish what is begun:",
            "  cm-image --verbose create all " + ARCH_OS + " --add-archos");
  }

  @Test
  void whatIsOnlyNotRegisteredIsRegisteredAndWhatIsNotThereIsPutThere() {
    Repair unregistered =
        new Repair(
            new ComponentName(ComponentKind.CM_SHARED, X86),
            true,
            true,
            List.of(),
            false,
            List.of(),
            List.of());
    Repair missing =
        new Repair(
            new ComponentName(ComponentKind.NODE_INSTALLER, X86),
            false,
            false,
            List.of(),
            false,
            List.of(),
            List.of());
    assertThat(lines(List.of("--root", "/tmp/a b", "create", "all"), unregistered, missing))
        .containsExactly(
            "register the cm-shared shared-ubuntu2404-x86_64:",
            "  cm-image --root '/tmp/a b' create cmshared " + ARCH_OS + " --add-only",
            "put the right tree at /tmp/a b/cm/node-installer-ubuntu2404-x86_64 and register it:",
            "  cm-image --root '/tmp/a b' create node-installer " + ARCH_OS + " --add-only",
            "or do both from an archive:",
            "  cm-image --root '/tmp/a b' import node-installer ARCHIVE " + ARCH_OS,
            "then finish what is begun:",
            "  cm-image --root '/tmp/a b' --verbose create all " + ARCH_OS + " --add-archos");
  }

  /** From a checkout, neither command is on the path. */
  @Test
  void theCommandsAreThoseOfThisProgram() {
    Repair registered =
        new Repair(
            new ComponentName(ComponentKind.NODE_INSTALLER, X86),
            false,
            false,
            List.of("/cm/node-installer-ubuntu2404-x86_64"),
            false,
            List.of(),
            List.of());
    assertThat(
            new RemedyText(new Invocation("bin/cm-image", List.of()))
                .lines(new Remedy.Recreate(X86, List.of(registered))))
        .contains(
            "  bin/cm-image remove node-installer " + ARCH_OS + " --erase",
            "  bin/cmsh -c \"fspart; remove /cm/node-installer-ubuntu2404-x86_64; commit\"");
  }

  private static List<String> lines(List<String> arguments, Repair... repairs) {
    return new RemedyText(new Invocation("cm-image", arguments))
        .lines(new Remedy.Recreate(X86, List.of(repairs)));
  }
}

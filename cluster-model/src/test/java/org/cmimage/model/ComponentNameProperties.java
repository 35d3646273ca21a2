package org.cmimage.model;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ComponentNameProperties {
  @Property
  void aComponentIsFoundByItsPath(@ForAll("components") ComponentName component) {
    assertThat(ComponentName.ofPath(component.path())).contains(component);
    assertThat(ComponentName.find(component.name())).contains(component);
  }

  @Property
  void anythingElseBesideThePathIsNoComponent(
      @ForAll("components") ComponentName component, @ForAll("tails") String tail) {
    assertThat(ComponentName.ofPath(component.path() + tail)).isEmpty();
    assertThat(ComponentName.ofPath(tail + component.path())).isEmpty();
    assertThat(ComponentName.find(component.name() + tail)).isEmpty();
    assertThat(ComponentName.find(tail + component.name())).isEmpty();
  }

  @Property
  void noTextMakesAComponentThatStandsElsewhere(@ForAll String text) {
    assertThat(ComponentName.ofPath(text).map(ComponentName::path).orElse(text)).isEqualTo(text);
    assertThat(ComponentName.find(text).map(ComponentName::name).orElse(text)).isEqualTo(text);
  }

  @Example
  void namesAreThoseOfTheGuide() {
    ArchOs archOs = new ArchOs(Architecture.X86_64, Distribution.parse("ubuntu2404"));
    assertThat(new ComponentName(ComponentKind.SOFTWARE_IMAGE, archOs).path())
        .isEqualTo("/cm/images/default-image-ubuntu2404-x86_64");
    assertThat(new ComponentName(ComponentKind.NODE_INSTALLER, archOs).path())
        .isEqualTo("/cm/node-installer-ubuntu2404-x86_64");
    assertThat(new ComponentName(ComponentKind.CM_SHARED, archOs).path())
        .isEqualTo("/cm/shared-ubuntu2404-x86_64");
    assertThat(new ComponentName(ComponentKind.CM_SHARED, archOs).categoryName())
        .isEqualTo("default-ubuntu2404-x86_64");
  }

  @Example
  void plainNamesOfTheHeadNodeAreNoComponentsOfAnArchitecture() {
    assertThat(ComponentName.ofPath("/cm/images/default-image")).isEmpty();
    assertThat(ComponentName.ofPath("/cm/images/default-image-ubuntu2404-AMD64")).isEmpty();
    assertThat(ComponentName.ofPath("/cm/images/default-image-ubuntu2404-amd64")).isEmpty();
  }

  @Provide
  Arbitrary<ComponentName> components() {
    return Combinators.combine(
            Arbitraries.of(ComponentKind.class),
            Arbitraries.of(Architecture.class),
            Arbitraries.of("debian12", "rhel9u3", "sles15sp6", "ubuntu2404", "rocky8"))
        .as(
            (kind, arch, distro) ->
                new ComponentName(kind, new ArchOs(arch, Distribution.parse(distro))));
  }

  @Provide
  Arbitrary<String> tails() {
    return Arbitraries.of("/", "/boot", "-old", " ", "x");
  }
}

package org.cmimage.qemu.binfmt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.BaseEncoding;
import com.google.common.primitives.Bytes;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.model.Architecture;

class BinfmtEntryProperties {
  @Provide
  Arbitrary<BinfmtEntry> entries() {
    Arbitrary<byte[]> magic = Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(128);
    Arbitrary<String> names =
        Arbitraries.strings().withChars("abcXYZ019-_").ofMinLength(1).ofMaxLength(30);
    Arbitrary<String> flags =
        Arbitraries.subsetOf("P", "O", "C", "F").map(set -> String.join("", set));
    return Combinators.combine(
            names,
            Arbitraries.integers().between(0, 128),
            magic,
            Arbitraries.randoms(),
            names,
            flags)
        .as(
            (name, offset, bytes, random, interpreter, letters) -> {
              byte[] mask = new byte[bytes.length];
              random.nextBytes(mask);
              return new BinfmtEntry(
                  name,
                  offset,
                  Bytes.asList(bytes),
                  Bytes.asList(mask),
                  "/usr/libexec/" + interpreter,
                  letters);
            });
  }

  /** As {@code entry_status()} of the kernel's {@code fs/binfmt_misc.c} prints it. */
  private static String status(BinfmtEntry entry) {
    return "enabled\ninterpreter %s\nflags: %s\noffset %d\nmagic %s\nmask %s\n"
        .formatted(
            entry.interpreter(),
            entry.flags(),
            entry.offset(),
            BaseEncoding.base16().lowerCase().encode(Bytes.toArray(entry.magic())),
            BaseEncoding.base16().lowerCase().encode(Bytes.toArray(entry.mask())));
  }

  @Property
  void readsWhatTheKernelShows(@ForAll("entries") BinfmtEntry entry) {
    assertThat(BinfmtEntry.parse(entry.name(), status(entry))).contains(entry);
  }

  @Property
  void registersSevenFieldsThatHoldAllOfIt(@ForAll("entries") BinfmtEntry entry) {
    String[] fields = entry.registration().split(":", -1);
    assertThat(fields).hasSize(8);
    assertThat(fields[0]).isEmpty();
    String shown =
        "enabled\ninterpreter %s\nflags: %s\noffset %s\nmagic %s\nmask %s\n"
            .formatted(
                fields[6],
                fields[7],
                fields[3],
                fields[4].replace("\\x", ""),
                fields[5].replace("\\x", ""));
    assertThat(BinfmtEntry.parse(fields[1], shown)).contains(entry);
  }

  @Property
  void matchesProgramsOfItsOwnMachineOnly(
      @ForAll Architecture architecture,
      @ForAll short machine,
      @ForAll boolean positionIndependent,
      @ForAll byte osAbi) {
    byte[] program = new byte[64];
    byte[] identification = {0x7f, 'E', 'L', 'F', 2, 1, 1, osAbi};
    System.arraycopy(identification, 0, program, 0, identification.length);
    program[16] = (byte) (positionIndependent ? 3 : 2);
    BinfmtEntry entry = BinfmtEntry.of("x", architecture, "/x", "F");

    program[18] = (byte) machine;
    program[19] = (byte) (machine >> 8);
    assertThat(entry.matches(program)).isEqualTo((machine & 0xffff) == architecture.elfMachine());
    program[18] = (byte) architecture.elfMachine();
    program[19] = (byte) (architecture.elfMachine() >> 8);
    assertThat(entry.matches(program)).isTrue();
    program[16] = 1; // ET_REL
    assertThat(entry.matches(program)).isFalse();
  }

  @Example
  void isNotTakenFromADisabledEntryOrOneByExtension() {
    assertThat(BinfmtEntry.parse("x", "disabled\ninterpreter /x\nflags: F\noffset 0\nmagic 00\n"))
        .isEmpty();
    assertThat(BinfmtEntry.parse("x", "enabled\ninterpreter /x\nflags: \nextension .jar\n"))
        .isEmpty();
    assertThat(BinfmtEntry.parse("x", "")).isEmpty();
  }

  @Example
  void refusesWhatTheKernelWouldReadDifferently() {
    for (String name : new String[] {"", "a/b", "a:b", "..", "."}) {
      assertThatThrownBy(() -> BinfmtEntry.of(name, Architecture.X86_64, "/x", "F"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> BinfmtEntry.of("x", Architecture.X86_64, "relative", "F"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BinfmtEntry.of("x", Architecture.X86_64, "/x:y", "F"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                BinfmtEntry.of("x", Architecture.X86_64, "/" + "x".repeat(2000), "F")
                    .registration())
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package org.cmimage.core.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {
  private static final Subject READING = Subject.of("cannot read tar archive");
  private static final Fault FAULT =
      new Fault(ErrorCode.SOURCE_CORRUPT, READING, "it ends early", new Remedy.Resume());

  @Test
  void sentenceIsSubjectAndFact() {
    assertThat(FAULT.message()).isEqualTo("cannot read tar archive: it ends early");
    assertThat(new FaultException(FAULT)).hasMessage(FAULT.message());
    assertThat(new ImageException(FAULT)).hasMessage(FAULT.message());
  }

  @Test
  void sameFactIsTrueOfAnotherSubject() {
    Fault named = FAULT.about(Subject.of("cannot read archive").named("/x.tar"));

    assertThat(named.message()).isEqualTo("cannot read archive /x.tar: it ends early");
    assertThat(named.code()).isEqualTo(FAULT.code());
    assertThat(named.remedy()).isEqualTo(FAULT.remedy());
    assertThat(FAULT.subject()).isEqualTo(READING).isNotEqualTo(READING.named("/x.tar"));
  }

  @Test
  void severalHaveALineEachAndOneCure() {
    Remedy together = new Remedy.Advice("correct both");
    Fault other = Fault.of(ErrorCode.DISK_FULL, "cannot write /y", "it is full", new Remedy.None());

    assertThat(Fault.all(List.of(FAULT), together)).isEqualTo(FAULT);
    assertThat(Fault.all(List.of(FAULT, other), together))
        .isEqualTo(
            Fault.sentence(
                ErrorCode.SOURCE_CORRUPT,
                "cannot read tar archive: it ends early\ncannot write /y: it is full",
                together));
  }

  @Test
  void severalFailuresKeepTheirCures() {
    ImageException first = new ImageException(FAULT);
    ImageException second =
        new ImageException(ErrorCode.DISK_FULL, "cannot write /y", "it is full", new Remedy.None());

    ImageException both = ImageException.all(List.of(first, second)).beginningAnew();

    assertThat(both).hasMessage(first.getMessage() + "\n" + second.getMessage());
    assertThat(both.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
    assertThat(both.parts())
        .extracting(ImageException::remedy)
        .containsExactly(new Remedy.Resume(true), new Remedy.None());
  }

  @Test
  void longNameIsCutInTheMessageAlone() {
    String name = "a".repeat(3000);
    Fault fault = FAULT.withFact("\"" + name + "\" is odd");

    assertThat(fault.message().length()).isLessThan(600);
    assertThat(fault.message()).contains("aaa...[2602 more]...aaa").endsWith("\" is odd");
    assertThat(fault.fact()).contains(name);
  }
}

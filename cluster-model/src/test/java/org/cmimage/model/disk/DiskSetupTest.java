package org.cmimage.model.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskSetupTest {
  /** Two disks with an EFI system partition, RAID 1 and LVM, as sites have them. */
  private static final String MIRRORED =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <diskSetup xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <device>
          <blockdev>/dev/sda</blockdev>
          <blockdev mode='cloud'>/dev/nvme0n1</blockdev>
          <partition id="efi" partitiontype="esp">
            <size>100M</size><type>linux</type><filesystem>fat</filesystem>
            <mountPoint>/boot/efi</mountPoint>
          </partition>
          <partition id="slash1"><size>20G</size><type>linux raid</type></partition>
          <partition id="vol1"><size>max</size><type>linux raid</type></partition>
        </device>
        <device>
          <blockdev>/dev/sdb</blockdev>
          <partition id="slash2"><size>20G</size><type>linux raid</type></partition>
          <partition id="swap"><size>12.5G</size><type>linux swap</type></partition>
        </device>
        <raid id="slash">
          <member>slash1</member><member>slash2</member>
          <level>1</level><filesystem>ext4</filesystem><mountPoint>/</mountPoint>
        </raid>
        <volumeGroup>
          <name>vg01</name><extentSize>4M</extentSize>
          <physicalVolumes><member>vol1</member></physicalVolumes>
          <logicalVolumes>
            <volume><name>local</name><size>max</size><filesystem>xfs</filesystem>
              <mountPoint>/local</mountPoint></volume>
          </logicalVolumes>
        </volumeGroup>
      </diskSetup>
      """;

  private static List<String> problems(String document) {
    return DiskSetup.problems(document).stream()
        .map(problem -> problem.weight() + " " + problem)
        .toList();
  }

  @Test
  void whatSitesHaveIsRight() {
    assertThat(problems(MIRRORED)).isEmpty();
    assertThat(problems("<diskSetup><diskless maxMemSize='90%'/></diskSetup>")).isEmpty();
  }

  @Test
  void anErrorHasItsLine() {
    String unknown = MIRRORED.replace("<member>slash2</member>", "<member>slash3</member>");
    String twice = MIRRORED.replace("id=\"vol1\"", "id=\"slash1\"");
    String shared = MIRRORED.replace("<member>vol1</member>", "<member>slash1</member>");

    assertThat(problems(unknown))
        .containsExactly("ERROR line 19: no partition or RAID has the id \"slash3\"");
    assertThat(problems(twice))
        .containsExactly(
            "ERROR line 11: id slash1 is that of line 10, too",
            "ERROR line 24: no partition or RAID has the id \"vol1\"");
    assertThat(problems(shared)).containsExactly("ERROR line 24: slash1 is a member twice");
  }

  @Test
  void whatIsNoDiskSetupIsAnError() {
    assertThat(problems("<diskSetup>\n<device>\n</diskSetup>"))
        .singleElement()
        .satisfies(problem -> assertThat(problem).startsWith("ERROR line 3: "));
    assertThat(problems("#!/bin/sh\n"))
        .singleElement()
        .satisfies(problem -> assertThat(problem).startsWith("ERROR line 1: "));
    assertThat(problems("\n<html/>"))
        .containsExactly("ERROR line 2: expected <diskSetup>, found <html>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE diskSetup [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\n<diskSetup>&a;</diskSetup>",
        "<!DOCTYPE diskSetup SYSTEM 'http://localhost:1/a.dtd'>\n<diskSetup/>",
      })
  void nothingThatADocumentNamesIsRead(String document) {
    assertThat(problems(document))
        .singleElement()
        .isEqualTo("ERROR line 1: expected XML: a document type is not expected");
    assertThat(problems("<diskSetup>&a;</diskSetup>"))
        .singleElement()
        .satisfies(problem -> assertThat(problem).startsWith("ERROR line 1: expected XML: "));
  }

  @Test
  void depthHasALimit() {
    String deep = "<diskSetup>" + "<a>".repeat(1000) + "</a>".repeat(1000) + "</diskSetup>";
    assertThat(problems(deep))
        .containsExactly("ERROR line 1: expected XML: elements are nested more than 20 deep");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<size>100M</size> | <size>100 M</size> | line 7: expected a size such as 20G or max, found"
            + " \"100 M\"",
        "<mountPoint>/</mountPoint> | <mountPoint>/local</mountPoint> | line 2: nothing is mounted"
            + " on /, and there is no <diskless>; line 27: /local is the mount point of line 20,"
            + " too",
        "<mountPoint>/local</mountPoint> | <mountPoint>local</mountPoint> | line 27: expected an"
            + " absolute path, found \"local\"",
        "<blockdev>/dev/sdb</blockdev> | '' | line 13: the device has no <blockdev>, so no disk is"
            + " meant",
      })
  void whatIsProbablyNotMeantIsAWarning(String right, String wrong, String expected) {
    assertThat(problems(MIRRORED.replace(right, wrong)))
        .containsExactly(
            List.of(expected.split("; ")).stream()
                .map(line -> "WARNING " + line)
                .toArray(String[]::new));
  }
}

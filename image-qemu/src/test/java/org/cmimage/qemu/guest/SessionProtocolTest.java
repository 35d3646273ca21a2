package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.BaseEncoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult.End;
import org.cmimage.qemu.guest.SessionProtocol.Event;
import org.cmimage.qemu.guest.SessionProtocol.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionProtocolTest {
  @Test
  void writesLengthTypeAndPayload() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SessionProtocol.write(out, Request.TREE, SessionProtocol.text("/a"));
    assertThat(hex(out.toByteArray())).isEqualTo("02000000" + "54" + "2f61");
  }

  @Test
  void encodesACommandAsSessionInitReadsIt() {
    Command command = new Command(List.of("a", ""), Map.of(), Duration.ofMillis(258));
    assertThat(hex(SessionProtocol.command(command, Map.of("B", "c"))))
        .isEqualTo("02010000" + "02000000" + "6100" + "00" + "423d6300");
  }

  @Test
  void refusesWhatWouldBeReadAsSomethingElse() {
    assertThatThrownBy(() -> SessionProtocol.command(Command.of("a\0b"), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a\\0b");
    assertThatThrownBy(() -> SessionProtocol.file("/a\0", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                SessionProtocol.write(
                    new ByteArrayOutputStream(),
                    Request.FILE,
                    new byte[SessionProtocol.FRAME_LIMIT + 1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsEvents() throws Exception {
    assertThat(read("00000000" + "52")).isEqualTo(new Event.Ready());
    assertThat(read("05000000" + "44" + "0007000000")).isEqualTo(new Event.Done(new End.Exited(7)));
    assertThat(read("05000000" + "44" + "010b000000"))
        .isEqualTo(new Event.Done(new End.Signalled(11)));
    assertThat(read("05000000" + "44" + "0200000000"))
        .isEqualTo(new Event.Done(new End.TimedOut()));
    assertThat(read("07000000" + "45" + "01000000" + "610062"))
        .isEqualTo(new Event.Failed("a", "b", 1));
    assertThat(read("")).isEqualTo(new Event.Gone());
    assertThat(read("0000")).isEqualTo(new Event.Gone());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffffffff52", // negative length
        "0100100052", // beyond the limit
        "000000007a", // unknown type
        "0100000044" + "00", // an end that is too short
        "0500000044" + "0900000000", // unknown end
        "0200000045" + "0000", // failure without errno
        "050000004f" + "00", // cut short
      })
  void refusesWhatIsNoEvent(String bytes) {
    assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
  }

  private static Event read(String bytes) throws IOException {
    byte[] decoded = BaseEncoding.base16().lowerCase().decode(bytes);
    return SessionProtocol.read(new DataInputStream(new ByteArrayInputStream(decoded)));
  }

  private static String hex(byte[] bytes) {
    return BaseEncoding.base16().lowerCase().encode(bytes);
  }
}

package org.cmimage.core.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.cmimage.core.doctor.ListeningPort.Protocol;
import org.junit.jupiter.api.Test;

class ListeningPortTest {
  private static boolean isOpen(Protocol protocol, int number) {
    return new ListeningPort(protocol, number).isOpen();
  }

  @Test
  void aServersPortIsOpenWhileItWaits() throws Exception {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    int tcp;
    int udp;
    try (ServerSocket server = new ServerSocket();
        DatagramSocket socket = new DatagramSocket(0, here)) {
      server.bind(new InetSocketAddress(here, 0));
      tcp = server.getLocalPort();
      udp = socket.getLocalPort();
      assertThat(isOpen(Protocol.TCP, tcp)).isTrue();
      assertThat(isOpen(Protocol.UDP, udp)).isTrue();
    }
    assertThat(isOpen(Protocol.TCP, tcp)).isFalse();
    assertThat(isOpen(Protocol.UDP, udp)).isFalse();
  }
}

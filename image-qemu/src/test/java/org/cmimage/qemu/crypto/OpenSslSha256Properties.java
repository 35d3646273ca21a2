package org.cmimage.qemu.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OpenSslSha256Properties {
  private static MessageDigest openSsl() {
    Assume.that(new OpenSslDigests().sha256().isPresent());
    return new OpenSslDigests().sha256().orElseThrow();
  }

  @Property(tries = 200)
  void isJavasDigestInPiecesOfAnyKind(
      @ForAll int seed, @ForAll @Size(max = 6) List<@IntRange(max = 200_000) Integer> pieces)
      throws NoSuchAlgorithmException {
    MessageDigest ours = openSsl();
    MessageDigest javas = MessageDigest.getInstance("SHA-256");
    Random random = new Random(seed);
    for (int round = 0; round < 2; round++) {
      for (int size : pieces) {
        byte[] piece = new byte[size];
        random.nextBytes(piece);
        javas.update(piece);
        update(ours, piece, random.nextInt(4));
      }
      assertThat(ours.digest()).isEqualTo(javas.digest());
    }
  }

  private static void update(MessageDigest digest, byte[] piece, int how) {
    switch (how) {
      case 0 -> digest.update(piece);
      case 1 -> {
        ByteBuffer direct = ByteBuffer.allocateDirect(piece.length + 7).position(7);
        digest.update(direct.put(piece).position(7));
        assertThat(direct.hasRemaining()).isFalse();
      }
      case 2 -> digest.update(ByteBuffer.wrap(piece));
      default -> {
        int half = piece.length / 2;
        digest.update(piece, 0, half);
        for (int i = half; i < Math.min(half + 3, piece.length); i++) {
          digest.update(piece[i]);
        }
        if (half + 3 < piece.length) {
          digest.update(piece, half + 3, piece.length - half - 3);
        }
      }
    }
  }

  @Property(tries = 20)
  void resetForgets(@ForAll byte[] before) {
    MessageDigest digest = openSsl();
    byte[] ofNothing = digest.digest();
    digest.update(before);
    digest.reset();
    assertThat(digest.digest()).isEqualTo(ofNothing).hasSize(digest.getDigestLength());
  }
}

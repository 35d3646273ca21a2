package org.cmimage.cli.shell.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.terminal.Attributes;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

class TerminalWatchTest {
  @Test
  void noticesThatTheTerminalIsGone() throws Exception {
    CountDownLatch noticed = new CountDownLatch(1);
    TerminalWatch watch = TerminalWatch.over(new Leaving(1), noticed::countDown);
    assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
    watch.end();
  }

  @Test
  void saysNothingOfATerminalThatIsThereOrNoLongerWatched() throws Exception {
    CountDownLatch noticed = new CountDownLatch(1);
    TerminalWatch there = TerminalWatch.over(new Leaving(Integer.MAX_VALUE), noticed::countDown);
    TerminalWatch.over(new Leaving(0), noticed::countDown).end();
    assertThat(noticed.await(3, TimeUnit.SECONDS)).isFalse();
    there.end();
  }

  /** A terminal that can be asked so many times. */
  private static final class Leaving extends DumbTerminal {
    private final AtomicInteger left;

    Leaving(int left) throws IOException {
      super(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
      this.left = new AtomicInteger(left);
    }

    @Override
    public Attributes getAttributes() {
      if (left.getAndDecrement() <= 0) {
        throw new IOError(new IOException("tcgetattr: Input/output error"));
      }
      return super.getAttributes();
    }
  }
}

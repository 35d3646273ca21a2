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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalWatchTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noticesThatTheTerminalIsGone(boolean fails) throws Exception {
    CountDownLatch noticed = new CountDownLatch(1);
    TerminalWatch watch = TerminalWatch.over(new Leaving(2, fails), noticed::countDown);
    assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
    watch.end();
  }

  @Test
  void saysNothingOfATerminalThatIsThereOrNoLongerWatched() throws Exception {
    CountDownLatch noticed = new CountDownLatch(1);
    TerminalWatch there =
        TerminalWatch.over(new Leaving(Integer.MAX_VALUE, true), noticed::countDown);
    TerminalWatch dumb = TerminalWatch.over(new Leaving(0, false), noticed::countDown);
    TerminalWatch.over(new Leaving(1, true), noticed::countDown).end();
    assertThat(noticed.await(3, TimeUnit.SECONDS)).isFalse();
    there.end();
    dumb.end();
  }

  /** A terminal that has attributes so many times; then asking fails, or nothing is set. */
  private static final class Leaving extends DumbTerminal {
    private final AtomicInteger left;
    private final boolean fails;

    Leaving(int left, boolean fails) throws IOException {
      super(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
      this.left = new AtomicInteger(left);
      this.fails = fails;
    }

    @Override
    public Attributes getAttributes() {
      if (left.getAndDecrement() > 0) {
        Attributes attributes = new Attributes();
        attributes.setControlFlag(Attributes.ControlFlag.CREAD, true);
        return attributes;
      } else if (fails) {
        throw new IOError(new IOException("tcgetattr: Input/output error"));
      }
      return new Attributes();
    }
  }
}

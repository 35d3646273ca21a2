package org.cmimage.core.boot;

/** What follows a boot while it runs. Called by the thread that boots. */
public interface BootListener {
  /** Tells the next step, such as {@code making a throw-away disk in /x}. */
  void step(String text);

  /** Takes what the machine wrote to its console, as it is. */
  void console(byte[] bytes);

  /** Takes a whole line of the console, made printable. */
  void line(String text);
}

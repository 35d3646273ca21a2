package org.cmimage.endtoend;

/** In Debian 12. */
class TwinAnswersTest extends TwinAnswersContract {
  TwinAnswersTest() {
    super("debian12");
  }
}

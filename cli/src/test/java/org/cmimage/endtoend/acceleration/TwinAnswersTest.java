package org.cmimage.endtoend.acceleration;

/** In Debian 12. */
class TwinAnswersTest extends TwinAnswersContract {
  TwinAnswersTest() {
    super("debian12");
  }
}

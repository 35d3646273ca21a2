package org.cmimage.sources.openpgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Status lines as gpgv 2.2 prints them. */
class SignatureStatusTest {
  private static final List<Keyring> KEYRINGS = List.of(Keyring.of(Path.of("/k.gpg")));
  private static final String VALID =
      "[GNUPG:] VALIDSIG 4CB50190207B4758A3F73A796ED0E7B82643E131 2026-07-11 1783765023 0 4 0 1 8"
          + " 00 4CB50190207B4758A3F73A796ED0E7B82643E131\n";
  private static final String GOOD =
      "[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 6ED0E7B82643E131 Debian\n" + VALID;

  @Test
  void oneGoodSignatureIsEnough() {
    assertThatCode(() -> require(GOOD)).doesNotThrowAnyException();
    assertThatCode(
            () ->
                require(
                    "[GNUPG:] NEWSIG\n[GNUPG:] ERRSIG AB 1 8 00 1 9 -\n[GNUPG:] NO_PUBKEY AB\n"
                        + GOOD))
        .doesNotThrowAnyException();
  }

  @Test
  void oneBadSignatureIsTooMany() {
    assertRefused(
        GOOD + "[GNUPG:] NEWSIG\n[GNUPG:] BADSIG AB Somebody\n", "key AB does not fit the text");
  }

  @ParameterizedTest
  @CsvSource({
    "EXPKEYSIG, which has expired in keyring /k.gpg",
    "REVKEYSIG, which was revoked",
    "EXPSIG, has expired",
  })
  void aValidSignatureWithAFlawIsNotGood(String keyword, String fact) {
    assertRefused("[GNUPG:] NEWSIG\n[GNUPG:] " + keyword + " AB Debian\n" + VALID, fact);
  }

  @Test
  void aGoodSignatureCannotLendItsValidityToAnother() {
    assertRefused(
        "[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG AB x\n[GNUPG:] NEWSIG\n[GNUPG:] EXPKEYSIG CD x\n"
            + VALID,
        "CD, which has expired");
  }

  @Test
  void refusesWeakDigestsUnknownKeysAndNothing() {
    assertRefused(GOOD.replace(" 1 8 00 ", " 1 2 00 "), "digest that is no longer safe");
    assertRefused(
        "[GNUPG:] NEWSIG\n[GNUPG:] NO_PUBKEY AB\n[GNUPG:] NEWSIG\n[GNUPG:] NO_PUBKEY CD\n",
        "key AB, CD, which is not in keyring /k.gpg");
    assertRefused("", "no signature");
    assertRefused("GOODSIG without prefix\nVALIDSIG\n", "no signature");
  }

  private static void assertRefused(String status, String fact) {
    assertThatThrownBy(() -> require(status))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_INVALID))
        .hasMessageContaining("cannot trust the text: ")
        .hasMessageContaining(fact);
  }

  private static void require(String status) throws FaultException {
    new SignatureStatus(status).requireValid("the text", KEYRINGS, Set.of());
  }
}

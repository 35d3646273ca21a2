package org.cmimage.sources.openpgp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/**
 * The messages of gpgv on its status descriptor (GnuPG's doc/DETAILS). Its exit status is useless:
 * it reports a failure as soon as one of several signatures is by an unknown key, which is usual
 * while an archive changes keys.
 */
final class SignatureStatus {
  private static final String PREFIX = "[GNUPG:] ";

  /** MD5, SHA-1 and RIPEMD-160, by their OpenPGP numbers. */
  private static final Set<String> WEAK_DIGESTS = Set.of("1", "2", "3");

  private static final int HASH_ALGORITHM = 8;
  private static final int PRIMARY = 10;

  /** The status lines split into words, one list for each signature. */
  private final List<List<List<String>>> signatures = new ArrayList<>();

  SignatureStatus(String output) {
    output
        .lines()
        .filter(line -> line.startsWith(PREFIX))
        .map(line -> List.of(line.substring(PREFIX.length()).split(" ")))
        .forEach(
            words -> {
              if (words.get(0).equals("NEWSIG") || signatures.isEmpty()) {
                signatures.add(new ArrayList<>());
              }
              signatures.get(signatures.size() - 1).add(words);
            });
  }

  /** Fails unless at least one signature is good and none is bad. */
  void requireValid(String what, List<Keyring> keyrings, Set<String> signers)
      throws FaultException {
    Optional<String> bad = keyOf("BADSIG");
    if (bad.isPresent()) {
      throw invalid(
          what,
          "its signature by key "
              + bad.get()
              + " does not fit the text, which was changed or damaged on its way",
          new Remedy.UseOtherMirror(what));
    }
    if (signatures.stream().noneMatch(SignatureStatus::isGood)) {
      throw explained(what, keyrings);
    }
    if (!signers.isEmpty()
        && signatures.stream()
            .noneMatch(signature -> isGood(signature) && isBy(signature, signers))) {
      throw invalid(
          what,
          "it is signed with key "
              + keyOf("VALIDSIG").orElse("?")
              + ", which is not the one that Signed-By names: "
              + String.join(", ", signers),
          new Remedy.Advice("correct Signed-By, if that key is to be trusted"));
    }
  }

  /** Returns the primary keys of all good signatures. */
  Set<String> signers() {
    return signatures.stream()
        .filter(SignatureStatus::isGood)
        .flatMap(List::stream)
        .filter(words -> words.get(0).equals("VALIDSIG"))
        .map(words -> words.get(words.size() > PRIMARY ? PRIMARY : 1))
        .collect(Collectors.toSet());
  }

  /** Returns whether there are signatures, all of them by unknown keys. */
  boolean isByUnknownKeysOnly() {
    return keyOf("NO_PUBKEY").isPresent()
        && List.of("GOODSIG", "BADSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG").stream()
            .allMatch(keyword -> keyOf(keyword).isEmpty());
  }

  /**
   * Returns whether a signature is by one of some keys: the key that made it, or its primary key.
   */
  private static boolean isBy(List<List<String>> signature, Set<String> signers) {
    return signature.stream()
        .filter(words -> words.get(0).equals("VALIDSIG") && words.size() > 1)
        .anyMatch(
            words ->
                signers.contains(words.get(1))
                    || signers.contains(words.get(1) + "!")
                    || words.size() > PRIMARY && signers.contains(words.get(PRIMARY)));
  }

  private static boolean isGood(List<List<String>> signature) {
    boolean good = signature.stream().anyMatch(words -> words.get(0).equals("GOODSIG"));
    return good
        && signature.stream()
            .anyMatch(
                words ->
                    words.get(0).equals("VALIDSIG")
                        && words.size() > HASH_ALGORITHM
                        && !WEAK_DIGESTS.contains(words.get(HASH_ALGORITHM)));
  }

  private FaultException explained(String what, List<Keyring> keyrings) {
    Remedy renew = new Remedy.ProvideKeyring(keyrings.get(0).file());
    Optional<String> revoked = keyOf("REVKEYSIG");
    if (revoked.isPresent()) {
      return invalid(what, "it is signed with key " + revoked.get() + ", which was revoked", renew);
    }
    Optional<String> expiredKey = keyOf("EXPKEYSIG");
    if (expiredKey.isPresent()) {
      return invalid(
          what,
          "it is signed with key "
              + expiredKey.get()
              + ", which has expired in keyring "
              + names(keyrings),
          renew);
    }
    Optional<String> expired = keyOf("EXPSIG");
    if (expired.isPresent()) {
      return invalid(
          what,
          "its signature by key " + expired.get() + " has expired",
          new Remedy.UseOtherMirror(what));
    }
    Optional<String> unknown = keyOf("NO_PUBKEY");
    if (unknown.isPresent()) {
      return invalid(
          what,
          "it is signed with key " + unknown.get() + ", which is not in keyring " + names(keyrings),
          renew);
    }
    boolean signed =
        signatures.stream().flatMap(List::stream).anyMatch(w -> w.get(0).equals("GOODSIG"));
    String fact =
        signed
            ? "its signature uses a digest that is no longer safe"
            : "it has no signature that gpgv can read";
    return invalid(what, fact, new Remedy.UseOtherMirror(what));
  }

  /**
   * Returns the keys of all signatures that gpgv reports with this keyword; empty if there is none.
   */
  private Optional<String> keyOf(String keyword) {
    String keys =
        signatures.stream()
            .flatMap(List::stream)
            .filter(words -> words.get(0).equals(keyword) && words.size() > 1)
            .map(words -> words.get(1))
            .distinct()
            .collect(Collectors.joining(", "));
    return keys.isEmpty() ? Optional.empty() : Optional.of(keys);
  }

  private static String names(List<Keyring> keyrings) {
    return keyrings.stream().map(Keyring::name).collect(Collectors.joining(", "));
  }

  private static FaultException invalid(String what, String fact, Remedy remedy) {
    return new FaultException(ErrorCode.SIGNATURE_INVALID, "cannot trust " + what, fact, remedy);
  }
}

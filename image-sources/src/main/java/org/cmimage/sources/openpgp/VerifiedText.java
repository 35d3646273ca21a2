package org.cmimage.sources.openpgp;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Set;

/**
 * A text whose signature was verified.
 *
 * @param text the signed part
 * @param signers the fingerprints of the primary keys that signed it, in upper case, sorted
 */
public record VerifiedText(byte[] text, Set<String> signers) {
  public VerifiedText {
    signers = ImmutableSortedSet.copyOf(signers);
  }
}

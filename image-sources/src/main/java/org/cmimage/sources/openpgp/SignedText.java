package org.cmimage.sources.openpgp;

import java.util.Optional;

/**
 * A text with a signature, not verified yet.
 *
 * @param text with the signature in it if there is no detached one
 * @param signature the detached signature
 */
public record SignedText(byte[] text, Optional<byte[]> signature) {}

package org.cmimage.sources.deb.repository;

import java.util.Optional;

/**
 * A text as a repository publishes it, not verified yet.
 *
 * @param text with the signature in it if there is no detached one
 * @param signature the detached signature
 */
record SignedText(byte[] text, Optional<byte[]> signature) {}

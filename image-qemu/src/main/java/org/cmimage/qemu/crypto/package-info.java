/**
 * SHA-256 by the host's OpenSSL: it is fast from the first byte on, where Java's needs the second
 * compiler to use the processor's instructions.
 */
@NullMarked
package org.cmimage.qemu.crypto;

import org.jspecify.annotations.NullMarked;

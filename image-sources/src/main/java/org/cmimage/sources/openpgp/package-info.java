/**
 * Signatures, verified by gpgv against keyrings that the caller names. Central type: {@link
 * org.cmimage.sources.openpgp.Gpgv}.
 */
@NullMarked
package org.cmimage.sources.openpgp;

import org.jspecify.annotations.NullMarked;

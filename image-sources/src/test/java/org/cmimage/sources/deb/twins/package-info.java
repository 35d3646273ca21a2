/** Tests of native twins. */
@NullMarked
package org.cmimage.sources.deb.twins;

import org.jspecify.annotations.NullMarked;

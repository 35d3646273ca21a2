/** The image's own dpkg: how it is called, and what its messages mean. */
@NullMarked
package org.cmimage.sources.deb.provision.dpkg;

import org.jspecify.annotations.NullMarked;

/** The image's own dpkg: how it is called, and how its messages are parsed. */
@NullMarked
package org.cmimage.sources.deb.provision.dpkg;

import org.jspecify.annotations.NullMarked;

/** The packages to configure, and their order. */
@NullMarked
package org.cmimage.sources.deb.provision.order;

import org.jspecify.annotations.NullMarked;

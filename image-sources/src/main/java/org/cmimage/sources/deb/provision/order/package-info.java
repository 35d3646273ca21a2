/** What is to be configured, and in which order. */
@NullMarked
package org.cmimage.sources.deb.provision.order;

import org.jspecify.annotations.NullMarked;

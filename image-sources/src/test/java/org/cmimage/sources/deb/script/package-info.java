@NullMarked
package org.cmimage.sources.deb.script;

import org.jspecify.annotations.NullMarked;

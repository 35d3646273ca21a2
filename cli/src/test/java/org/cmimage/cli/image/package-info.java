@NullMarked
package org.cmimage.cli.image;

import org.jspecify.annotations.NullMarked;

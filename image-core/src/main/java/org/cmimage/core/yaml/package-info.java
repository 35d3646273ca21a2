/**
 * Configuration files, read strictly: {@link org.cmimage.core.yaml.YamlSection} hands out what is
 * expected and refuses the rest by file, line and column, with what was probably meant.
 */
@NullMarked
package org.cmimage.core.yaml;

import org.jspecify.annotations.NullMarked;

/**
 * Configuration files, read strictly: {@link org.cmimage.core.yaml.YamlSection} returns the
 * expected values and refuses all others with file, line and column, and a suggestion.
 */
@NullMarked
package org.cmimage.core.yaml;

import org.jspecify.annotations.NullMarked;

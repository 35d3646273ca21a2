/**
 * The preferred versions of packages: apt_preferences(5).
 *
 * <p>{@link org.cmimage.sources.deb.pin.PreferencesReader} reads records; {@link
 * org.cmimage.sources.deb.pin.Preferences} computes the priority of each version, as apt does for a
 * system on which nothing is installed. Patterns are those of apt: glob(7) without regard to case,
 * and regular expressions between slashes.
 */
@NullMarked
package org.cmimage.sources.deb.pin;

import org.jspecify.annotations.NullMarked;

package org.cmimage.core.guest;

import org.cmimage.core.ClusterLayout;

/**
 * A service that makes guest sessions for a pipeline, see {@link java.util.ServiceLoader}.
 * Stateless.
 */
public interface GuestSessionsProvider {
  /** Makes guest sessions that get missing emulators from {@code programs}. Opens nothing yet. */
  GuestSessions open(ClusterLayout layout, ProgramSource programs);
}

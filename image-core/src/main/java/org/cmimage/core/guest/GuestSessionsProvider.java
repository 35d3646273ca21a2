package org.cmimage.core.guest;

import org.cmimage.core.ClusterLayout;

/**
 * How a pipeline finds guest sessions: a service, see {@link java.util.ServiceLoader}. Stateless.
 */
public interface GuestSessionsProvider {
  /** Guest sessions that take what the head node lacks from {@code programs}. Opens nothing yet. */
  GuestSessions open(ClusterLayout layout, ProgramSource programs);
}

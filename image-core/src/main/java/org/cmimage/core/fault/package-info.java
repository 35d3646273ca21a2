/**
 * What can go wrong, as facts: {@link org.cmimage.core.fault.Fault} has a code, what was attempted,
 * why it failed, and the remedy that a front end turns into the next command. Failures inside the
 * library are {@link java.io.IOException}s; one with a known cause and cure is a {@link
 * org.cmimage.core.fault.FaultException}, which becomes an {@link
 * org.cmimage.core.fault.ImageException} once, at the stage boundary.
 */
@NullMarked
package org.cmimage.core.fault;

import org.jspecify.annotations.NullMarked;

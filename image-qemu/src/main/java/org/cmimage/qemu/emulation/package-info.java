/**
 * The emulator that runs an image's programs, with its CPU model and settings.
 *
 * <p>QEMU's CPU model is the one measured to be the fastest on this machine for programs of the
 * release. It is measured beside the first session that needs it and recorded in the cache, unless
 * {@code cm-image.yaml} names one (docs/decisions/0010-measured-cpu-model.md). {@code uname(2)}
 * returns the image's kernel and machine to all programs of a session. {@code EmulatorFailure}
 * alone knows the signs of an emulator's own failure; {@code GuestSession.explain()} reports them.
 */
@NullMarked
package org.cmimage.qemu.emulation;

import org.jspecify.annotations.NullMarked;

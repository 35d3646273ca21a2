/** The emulator that runs an image's programs, with its CPU model and settings. */
@NullMarked
package org.cmimage.qemu.emulation;

import org.jspecify.annotations.NullMarked;

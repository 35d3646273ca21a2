/** Which emulator runs an image's programs, with which processor model and settings. */
@NullMarked
package org.cmimage.qemu.emulation;

import org.jspecify.annotations.NullMarked;

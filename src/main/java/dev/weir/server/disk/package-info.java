/** Whether what the server keeps can be written, and how full its disk is. */
@NullMarked
package dev.weir.server.disk;

import org.jspecify.annotations.NullMarked;

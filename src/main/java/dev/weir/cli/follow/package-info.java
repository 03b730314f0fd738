/**
 * {@code weir follow}: a command that is run at each new image of an object. What is to be run next
 * is decided by {@link dev.weir.cli.follow.Course}, purely; around it are a watch, processes and a
 * small file.
 */
@NullMarked
package dev.weir.cli.follow;

import org.jspecify.annotations.NullMarked;

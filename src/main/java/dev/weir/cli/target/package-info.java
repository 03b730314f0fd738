/**
 * Which objects a call is about: those of files, or those named by type, name, label or {@code
 * --all}; and what becomes of them when a verb changes one after the other.
 */
@NullMarked
package dev.weir.cli.target;

import org.jspecify.annotations.NullMarked;

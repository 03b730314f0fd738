/**
 * {@code weir image serve}: a program with a server of its own, which shows a directory of images
 * as a registry that can only be read (cli.md 6).
 */
@NullMarked
package dev.weir.serving;

import org.jspecify.annotations.NullMarked;

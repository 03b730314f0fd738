/**
 * Writes files of images to disk (cli.md 6): layers as they come, from the newest to the oldest, so
 * that each file is written once, and nothing that was there before is taken away by what an image
 * says of its own older layers. Nothing that an image holds is trusted.
 */
@NullMarked
package dev.weir.remote.extract;

import org.jspecify.annotations.NullMarked;

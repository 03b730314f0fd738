/**
 * Copies images from repositories to repositories (cli.md 5): a plan is made first and can be
 * shown, then carried out, with only what is missing moved. Memory does not grow with what is
 * copied.
 */
@NullMarked
package dev.weir.remote.mirror;

import org.jspecify.annotations.NullMarked;

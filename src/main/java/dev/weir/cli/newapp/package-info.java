/** {@code new-app}: applications out of image streams, images and builders, and the catalog. */
@NullMarked
package dev.weir.cli.newapp;

import org.jspecify.annotations.NullMarked;

/**
 * The door for people with a browser: pages under {@code /console} that show what the API holds,
 * with the rights of who looks.
 */
@NullMarked
package dev.weir.console;

import org.jspecify.annotations.NullMarked;

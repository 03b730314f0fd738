/**
 * {@code weir demo}: a client program that starts a server of its own in a child process and shows
 * what streams and triggers do, printing each command that it runs.
 */
@NullMarked
package dev.weir.demo;

import org.jspecify.annotations.NullMarked;

/**
 * Who something is when it is a machine: the service accounts of each namespace, their tokens on
 * request and in secrets, the pull secrets that let them into the integrated registry, and the
 * reviews that tell whom a token speaks for (controllers-and-access.md 7.4–7.6).
 */
@NullMarked
package dev.weir.platform.account;

import org.jspecify.annotations.NullMarked;

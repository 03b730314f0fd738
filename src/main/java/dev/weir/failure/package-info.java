/**
 * What the machine says when something fails outside, in words for people: the one place that knows
 * how the JDK spells such failures.
 */
@NullMarked
package dev.weir.failure;

import org.jspecify.annotations.NullMarked;

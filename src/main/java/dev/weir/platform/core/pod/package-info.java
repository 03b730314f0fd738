/** What holds of pods, and of the kinds that make pods: rules, defaults, counts and columns. */
@NullMarked
package dev.weir.platform.core.pod;

import org.jspecify.annotations.NullMarked;

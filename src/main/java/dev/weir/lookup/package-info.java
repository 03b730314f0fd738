/**
 * Image lookup: workloads may name an image stream of their own namespace where an image is
 * expected, and are stored with what that stream's tag is at that moment. The rules are pure
 * (controllers-and-access.md 5).
 */
@NullMarked
package dev.weir.lookup;

import org.jspecify.annotations.NullMarked;

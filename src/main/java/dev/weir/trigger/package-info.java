/**
 * Image triggers: an annotation names a tag of a stream and a place in a workload; when the tag's
 * newest event changes, the place gets the new pull spec. The decision is pure; one reconciler
 * carries it out (controllers-and-access.md 2).
 */
@NullMarked
package dev.weir.trigger;

import org.jspecify.annotations.NullMarked;

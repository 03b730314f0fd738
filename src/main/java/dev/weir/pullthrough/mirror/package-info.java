/**
 * What is kept of other registries: for which streams, since when, and how much of it.
 *
 * <pre>
 *   a blob came for a stream     → Mirrors.add       /mirrors/NS/STREAM/DIGEST
 *   may the stream be shown it   → Mirrors.has
 *   does all of it still fit     → MirrorBound → EvictionPlan   keys first, then the bytes
 * </pre>
 */
@NullMarked
package dev.weir.pullthrough.mirror;

import org.jspecify.annotations.NullMarked;

/**
 * What is kept of other registries: for which streams, since when, and how much of it.
 *
 * <pre>
 *   a blob came for a stream     → Mirrors.add       /mirrors/NS/STREAM/DIGEST
 *   may the stream be shown it   → Mirrors.has
 * </pre>
 */
@NullMarked
package dev.weir.pullthrough.mirror;

import org.jspecify.annotations.NullMarked;

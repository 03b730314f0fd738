/**
 * Command lines as a table, each answered by {@code weir} and by the real {@code oc} or {@code
 * kubectl}. The rows and what they are answered are in {@code src/test/resources/lines}.
 */
@NullMarked
package dev.weir.clients.lines;

import org.jspecify.annotations.NullMarked;

/**
 * Which workloads follow the tags of this server: its own, or those of another one; what they may
 * follow, and what is told of their images.
 */
@NullMarked
package dev.weir.server.workloads;

import org.jspecify.annotations.NullMarked;

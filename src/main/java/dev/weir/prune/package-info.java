/**
 * What {@code adm prune images} takes away, and why: pure rules over immutable inputs
 * (controllers-and-access.md 6.2). Who carries a plan out stands above.
 *
 * <pre>
 *   PruneRules   what was asked for
 *   References   what workloads use, read from Workload
 *   Pruning      the rules: StreamHistory to StreamPlan, what is left and PrunableImage to ImagePlan
 * </pre>
 */
@NullMarked
package dev.weir.prune;

import org.jspecify.annotations.NullMarked;

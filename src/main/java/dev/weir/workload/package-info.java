/** Workloads: the kinds that hold a pod spec, and where in them it stands. Pure. */
@NullMarked
package dev.weir.workload;

import org.jspecify.annotations.NullMarked;

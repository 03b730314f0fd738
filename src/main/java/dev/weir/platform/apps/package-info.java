/** Workload kinds of apps/v1 and batch/v1: stored, defaulted and validated. Weir runs no pods. */
@NullMarked
package dev.weir.platform.apps;

import org.jspecify.annotations.NullMarked;

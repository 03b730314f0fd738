/** The verbs that change how workloads run: images, replicas, rollouts (cli.md 11 and 17). */
@NullMarked
package dev.weir.cli.workload;

import org.jspecify.annotations.NullMarked;

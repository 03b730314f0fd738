/** Forms that do something, and say first what will happen and to which workloads. */
@NullMarked
package dev.weir.console.doing;

import org.jspecify.annotations.NullMarked;

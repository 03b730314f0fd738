/** The verbs that create one object of a kind from flags (cli.md 8 and 9). */
@NullMarked
package dev.weir.cli.create;

import org.jspecify.annotations.NullMarked;

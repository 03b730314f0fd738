/** The verbs about who may do what (cli.md 15 and 17). */
@NullMarked
package dev.weir.cli.access;

import org.jspecify.annotations.NullMarked;

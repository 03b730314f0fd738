/** The verbs of those who look after a server (cli.md 13). */
@NullMarked
package dev.weir.cli.admin;

import org.jspecify.annotations.NullMarked;

/** The server's own registry: what it is called, and how to log in to it (cli.md 12). */
@NullMarked
package dev.weir.cli.registry;

import org.jspecify.annotations.NullMarked;

/** The verbs of a session: log in, log out (cli.md 14). */
@NullMarked
package dev.weir.cli.session;

import org.jspecify.annotations.NullMarked;

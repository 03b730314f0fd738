/** The verbs about which secrets a service account uses (cli.md 9). */
@NullMarked
package dev.weir.cli.secret;

import org.jspecify.annotations.NullMarked;

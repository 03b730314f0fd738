/** The verbs about who one is and where: session, projects, versions. */
@NullMarked
package dev.weir.cli.project;

import org.jspecify.annotations.NullMarked;

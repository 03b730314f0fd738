/** Verbs that start and stop builds, with the words and flags of {@code oc}. */
@NullMarked
package dev.weir.cli.build;

import org.jspecify.annotations.NullMarked;

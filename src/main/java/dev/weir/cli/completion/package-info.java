/**
 * Completion in shells: the scripts, and what they ask for. Whatever fails here completes nothing,
 * and says nothing: a person is typing.
 */
@NullMarked
package dev.weir.cli.completion;

import org.jspecify.annotations.NullMarked;

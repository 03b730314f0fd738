/**
 * Tags that follow another registry by themselves: when each is looked at, what a look costs, what
 * is known of it.
 */
@NullMarked
package dev.weir.importing.schedule;

import org.jspecify.annotations.NullMarked;

/**
 * One ordered log of keys and values: every committed transaction gets the next revision; reads,
 * pages, watches and loops all speak of those revisions. The interface is etcd's model, so that a
 * replicated store can stand behind it.
 */
@NullMarked
package dev.weir.store;

import org.jspecify.annotations.NullMarked;

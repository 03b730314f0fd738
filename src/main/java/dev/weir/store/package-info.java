/**
 * One ordered log of keys and values: every committed transaction gets the next revision; reads,
 * pages, watches and loops all speak of those revisions. The interface is etcd's model; a
 * replicated engine stands below the index, as a {@code dev.weir.store.log.Log}.
 */
@NullMarked
package dev.weir.store;

import org.jspecify.annotations.NullMarked;

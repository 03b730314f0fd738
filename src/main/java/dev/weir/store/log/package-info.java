/**
 * The store's working parts, whatever makes it durable.
 *
 * <pre>
 * commit → {@link dev.weir.store.log.Log}: decide, number, make durable → tell each follower
 *              │                                                 │
 *              ▼                                                 ▼
 *           answer  ◀── has it come here? ── {@link dev.weir.store.log.Applied}: {@link dev.weir.store.log.VersionIndex} (visible)
 *                                                    ↑ get, range         ↓ history
 *                                                                 {@link dev.weir.store.log.WatchHub} → watches
 *
 * {@link dev.weir.store.log.LocalLog}: queue → {@link dev.weir.store.log.Committer one thread}: plan a batch → Journal.write → follower → answer
 * </pre>
 *
 * <p>The cut goes between deciding and showing: all reads and watches are served by the index, in
 * front of any log. Others may write to the same log; what they commit comes through the same
 * follower as what is committed here.
 *
 * <p>The index holds every retained version of every key as a chain, newest first, so that reads at
 * any revision and watches from any revision need no disk. Readers take no lock: they fix a
 * revision, follow the chain to it, and look afterwards whether a compaction overtook them. Only
 * whoever holds the lock of {@link dev.weir.store.log.Applied} adds keys and versions or removes
 * keys.
 */
@NullMarked
package dev.weir.store.log;

import org.jspecify.annotations.NullMarked;

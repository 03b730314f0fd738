/**
 * The store's working parts, whatever makes it durable.
 *
 * <pre>
 * commit → queue → {@link dev.weir.store.log.Committer one thread}: plan a batch → Journal.write
 *                     (durable) → {@link dev.weir.store.log.VersionIndex} (visible) → answer
 *                                        ↑ get, range        ↑ history
 *                                                    {@link dev.weir.store.log.WatchHub} → watches
 * </pre>
 *
 * <p>The index holds every retained version of every key as a chain, newest first, so that reads at
 * any revision and watches from any revision need no disk. Readers take no lock: they fix a
 * revision, follow the chain to it, and look afterwards whether a compaction overtook them. Only
 * the committing thread adds keys and versions or removes keys.
 */
@NullMarked
package dev.weir.store.log;

import org.jspecify.annotations.NullMarked;

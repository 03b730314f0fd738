/**
 * The embedded store: the log as one table of an SQLite database.
 *
 * <p>The database is only written to, and read once at start: all reads are served by the index of
 * {@link dev.weir.store.log}. So the table has no index of its own and grows at its end. Commits
 * sync the write-ahead log; a second connection moves its pages into the database meanwhile.
 */
@NullMarked
package dev.weir.store.sqlite;

import org.jspecify.annotations.NullMarked;

package dev.weir.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult.Committed;
import java.io.PrintStream;
import java.nio.file.Path;

/** A process that writes until it is killed, and prints what was acknowledged. */
final class KilledWriter {
  static final int THREADS = 4;

  private KilledWriter() {}

  static long count(Store store, String key) {
    return store.get(key).map(KilledWriter::count).orElse(0L);
  }

  static long count(Entry entry) {
    String text = new String(entry.value(), UTF_8);
    return Long.parseLong(text.substring(0, text.indexOf(' ')));
  }

  public static void main(String[] arguments) {
    SqliteStore store = SqliteStore.open(Path.of(arguments[0]));
    for (int thread = 0; thread < THREADS; thread++) {
      String prefix = "/t" + thread;
      Thread.ofPlatform().start(() -> write(store, prefix, System.out));
    }
  }

  /** Two keys that always agree, one that comes and goes, and now and then a compaction. */
  private static void write(SqliteStore store, String prefix, PrintStream acknowledgements) {
    for (long next = count(store, prefix + "/a") + 1; ; next++) {
      byte[] value = (next + " " + "x".repeat((int) (next % 7) * 1_000)).getBytes(UTF_8);
      Transaction.Builder both =
          Transaction.builder().put(prefix + "/a", value).put(prefix + "/b", value);
      if (next % 2 == 0) {
        both.put(prefix + "/even", value);
      } else {
        both.delete(prefix + "/even");
      }
      long revision = ((Committed) store.commit(both.build())).revision();
      acknowledgements.println(prefix + " " + next + " " + revision);
      if (next % 20 == 0) {
        store.compact(store.revision() - 10);
      }
    }
  }
}

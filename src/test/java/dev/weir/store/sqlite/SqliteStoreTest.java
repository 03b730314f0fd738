package dev.weir.store.sqlite;

import dev.weir.store.RandomContract;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.log.LogStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends RandomContract {
  @TempDir Path directory;

  @Override
  protected SqliteStore open() {
    return SqliteStore.open(directory.resolve("store.db"));
  }

  @Override
  protected TransactionResult elsewhere(Transaction transaction) {
    return ((SqliteStore) store).below().commit(transaction).result();
  }

  @Override
  protected LogStore reopen(LogStore open) {
    open.close();
    return open();
  }
}

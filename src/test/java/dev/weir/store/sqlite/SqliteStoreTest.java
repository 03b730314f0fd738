package dev.weir.store.sqlite;

import dev.weir.store.RandomContract;
import dev.weir.store.Store;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends RandomContract {
  @TempDir Path directory;

  @Override
  protected Store open() {
    return SqliteStore.open(directory.resolve("store.db"));
  }

  @Override
  protected List<String> check(Store store) {
    return ((SqliteStore) store).check();
  }

  @Override
  protected Store reopen(Store open) {
    open.close();
    return open();
  }
}

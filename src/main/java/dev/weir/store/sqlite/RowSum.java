package dev.weir.store.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/** The checksum of a row of the log: a disk that changes a row is noticed when it is loaded. */
final class RowSum {
  private RowSum() {}

  /**
   * CRC-32C of everything that the row says.
   *
   * @param value of the key; null and empty are the same, a deletion has 0 for {@code created}
   */
  static long of(long id, String key, long created, byte @Nullable [] value) {
    CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(id).putLong(created).flip());
    sum.update(key.getBytes(StandardCharsets.UTF_8));
    if (value != null) {
      sum.update(value);
    }
    return sum.getValue();
  }

  /** Lets SQL say {@code row_sum(id, key, created, value)} on this connection. */
  static void offer(Connection connection) throws SQLException {
    Function.create(
        connection,
        "row_sum",
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            String key = Objects.requireNonNullElse(value_text(1), "");
            result(of(value_long(0), key, value_long(2), value_blob(3)));
          }
        });
  }
}

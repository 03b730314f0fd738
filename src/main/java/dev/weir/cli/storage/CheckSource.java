package dev.weir.cli.storage;

import dev.weir.cli.call.Call;
import java.io.IOException;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** Where a check is made. */
public interface CheckSource {
  /**
   * Checks, and hands over each line as it comes: {@code progress}, {@code finding}, and one {@code
   * end}.
   *
   * @param rate most bytes of blobs that are read in a second; empty for what is usual there, 0 for
   *     no bound
   */
  void check(Call call, boolean repair, OptionalLong rate, Lines lines) throws IOException;

  /** Takes lines. */
  interface Lines {
    void line(ObjectNode line) throws IOException;
  }
}

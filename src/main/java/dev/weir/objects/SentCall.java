package dev.weir.objects;

import dev.weir.resource.ApiObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What another program sends to a subresource, in a form of its own.
 *
 * @param path what stands behind the subresource in the address; empty if nothing does
 * @param header finds a header by its name
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares them
public record SentCall(
    String path, Function<String, Optional<String>> header, byte[] body, WriteOptions options) {
  /**
   * What it comes to.
   *
   * @param object what was made, or a {@code Status}
   * @param remarks what was passed over, in whole sentences
   */
  public record Answer(ApiObject object, List<String> remarks) {
    public Answer {
      remarks = List.copyOf(remarks);
    }
  }
}

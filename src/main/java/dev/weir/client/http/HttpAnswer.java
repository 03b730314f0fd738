package dev.weir.client.http;

import java.util.List;
import java.util.Map;

/**
 * One whole answer; the body is not copied.
 *
 * @param headers names in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {
  /** The first value of a header, empty if there is none. */
  public String header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst().orElse("");
  }

  /** Never shows the content: it may be a token. */
  @Override
  public String toString() {
    return "HttpAnswer[" + status + "]";
  }
}

package dev.weir.http;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * The name of a request, by which its answer, the log and the audit log tell of the same one. A
 * client or a proxy in front may give it, as long as it is short and plain.
 */
public final class RequestId {
  static final String HEADER = "X-Request-Id";

  /** What clients of Kubernetes look for. */
  private static final String AUDIT = "Audit-Id";

  private static final int LONGEST = 64;
  private static final long VERSION_BITS = 0xF000L;
  private static final long RANDOM_VERSION = 0x4000L;

  private RequestId() {}

  /**
   * Names a request, and lets the answer say so.
   *
   * @param api the answer is one of the API's
   */
  public static String begin(Request request, Response response, boolean api) {
    String given = request.getHeaders().get(HEADER);
    String id = given != null && isPlain(given) ? given : fresh();
    response.getHeaders().add(new HttpField(HEADER, id)); // nothing is there yet to look through
    if (api) {
      response.getHeaders().add(new HttpField(AUDIT, id));
    }
    return id;
  }

  /** As {@link #begin}, of a request that has its name. */
  public static void say(String id, Response response, boolean api) {
    response.getHeaders().put(HEADER, id);
    if (api) {
      response.getHeaders().put(AUDIT, id);
    }
  }

  /** It stands in lines of logs, and in bodies of any form. */
  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_'
                        || c == '.');
  }

  /** Nobody gains by guessing one, so it is made of the quick random numbers. */
  private static String fresh() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(
            (random.nextLong() & ~VERSION_BITS) | RANDOM_VERSION,
            (random.nextLong() >>> 2) | Long.MIN_VALUE)
        .toString();
  }

  /** What the answer says; empty if it says nothing. */
  static String of(Response response) {
    String id = response.getHeaders().get(HEADER);
    return id == null ? "" : id;
  }

  /** Forgets all that was set of an answer but its name. */
  static void clear(Response response, Runnable clearing) {
    @Nullable HttpField id = response.getHeaders().getField(HEADER);
    @Nullable HttpField audit = response.getHeaders().getField(AUDIT);
    clearing.run();
    if (id != null) {
      response.getHeaders().put(id);
    }
    if (audit != null) {
      response.getHeaders().put(audit);
    }
  }
}

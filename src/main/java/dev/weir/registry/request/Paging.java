package dev.weir.registry.request;

import dev.weir.http.Exchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The {@code n} and {@code last} of lists (registry.md 1.6). */
public final class Paging {
  private Paging() {}

  /** The {@code n} of the request, cut to the most; the default if it has none. */
  public static int count(Exchange http, int byDefault, int most) {
    if (!http.hasQuery("n")) {
      return byDefault;
    }
    String text = http.query("n");
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw RegistryErrors.PAGINATION_NUMBER_INVALID.refuse(
          "n must be a number of entries, not \"" + text + "\"");
    }
    return (int) Math.min(Long.parseLong(text), most);
  }

  /** Says where the list goes on. */
  public static void next(Exchange http, String path, int count, String last) {
    String after = URLEncoder.encode(last, StandardCharsets.UTF_8);
    http.setHeader("Link", "<" + path + "?n=" + count + "&last=" + after + ">; rel=\"next\"");
  }
}

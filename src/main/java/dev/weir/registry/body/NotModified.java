package dev.weir.registry.body;

import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import dev.weir.registry.request.EntityTags;
import java.io.IOException;

/** The answer to who has it already (RFC 9110, 15.4.5). */
public final class NotModified {
  private NotModified() {}

  /** Sends the headers, among them those that are set, and nothing that is of a body. */
  public static void send(Exchange http, Digest digest) throws IOException {
    http.setHeader("ETag", EntityTags.of(digest));
    http.setHeader("Docker-Content-Digest", digest.toString()).status(304);
    http.sendHeaders();
  }
}

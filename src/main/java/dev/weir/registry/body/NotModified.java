package dev.weir.registry.body;

import dev.weir.http.Exchange;
import dev.weir.reference.Digest;
import dev.weir.registry.request.EntityTags;
import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;

/** The answer to who has it already (RFC 9110, 15.4.5). */
public final class NotModified {
  private NotModified() {}

  /** Sends the headers, among them those that are set, and nothing that is of a body. */
  public static void send(Exchange http, Digest digest) throws IOException {
    http.setHeader("ETag", EntityTags.of(digest));
    http.setHeader("Docker-Content-Digest", digest.toString()).status(304);
    // An answer that ends with its first write is given a Content-Length of 0, which is not the
    // length of what the client has.
    Content.Sink.write(http.response(), false, BufferUtil.EMPTY_BUFFER);
  }
}

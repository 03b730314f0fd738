package dev.weir.remote;

import dev.weir.remote.outbound.OutboundAnswer;
import java.io.InputStream;
import java.util.OptionalLong;

/** A blob that streams from its registry. To be closed. */
public final class RemoteBlob implements AutoCloseable {
  private final OutboundAnswer answer;
  private final InputStream content;

  RemoteBlob(OutboundAnswer answer, InputStream content) {
    this.answer = answer;
    this.content = content;
  }

  /** Bytes, if the registry said so. */
  public OptionalLong size() {
    return answer.length();
  }

  /**
   * The bytes. The last read fails with an IOException if they are not those of the digest, so
   * whoever stores them must wait for the end.
   */
  public InputStream content() {
    return content;
  }

  @Override
  public void close() {
    answer.close();
  }
}

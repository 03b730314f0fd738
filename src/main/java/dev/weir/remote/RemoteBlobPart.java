package dev.weir.remote;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.outbound.ContentRange;
import dev.weir.remote.outbound.OutboundAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A blob that streams from its registry, from some byte on. Nothing compares it with its digest:
 * whoever puts parts together does. To be closed.
 */
public final class RemoteBlobPart implements AutoCloseable {
  private final OutboundAnswer answer;
  private final long start;
  private final OptionalLong total;

  private RemoteBlobPart(OutboundAnswer answer, long start, OptionalLong total) {
    this.answer = answer;
    this.start = start;
    this.total = total;
  }

  /**
   * What a registry answered.
   *
   * @param from first byte that was asked for
   * @throws RemoteException if it is neither that part nor the whole
   */
  static RemoteBlobPart of(OutboundAnswer answer, Digest digest, long from) {
    if (answer.status() == 200) {
      return new RemoteBlobPart(answer, 0, answer.length());
    }
    String sent = answer.header("content-range");
    Optional<ContentRange> range =
        ContentRange.parse(sent).filter(part -> from > 0 && part.first() == from);
    OptionalLong length = answer.length();
    if (answer.status() != 206
        || range.isEmpty()
        || length.orElse(range.get().length()) != range.get().length()) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR,
          "%s was asked for %s from byte %d on and answered %d with the range \"%s\""
              .formatted(
                  answer.uri().getRawAuthority(),
                  digest,
                  from,
                  answer.status(),
                  Failures.printable(sent)));
    }
    return new RemoteBlobPart(answer, from, range.get().total());
  }

  /** Where in the blob the content begins: the byte asked for, or 0 if the whole came. */
  public long start() {
    return start;
  }

  /** Bytes of the whole blob, if the registry said so. */
  public OptionalLong total() {
    return total;
  }

  /**
   * What to hand in when the rest is asked for, so that it is of the same bytes; empty if the
   * registry gave none that is good for that.
   */
  public Optional<String> validator() {
    String tag = answer.header("etag").strip();
    return tag.startsWith("\"") ? Optional.of(tag) : Optional.empty();
  }

  /**
   * The bytes. Reads fail with an {@link IOException} whose message names the registry if the
   * connection breaks, or if nothing comes for as long as the way out bears silence.
   */
  public InputStream content() {
    return answer.body();
  }

  /** What a failed read means. */
  public static RemoteException failure(IOException e) {
    return Failures.of(e);
  }

  @Override
  public void close() {
    answer.close();
  }
}

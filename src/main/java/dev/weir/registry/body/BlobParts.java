package dev.weir.registry.body;

import dev.weir.blob.Blob;
import dev.weir.http.Exchange;
import dev.weir.registry.request.ByteRanges.Part;
import dev.weir.registry.request.ByteRanges.Parts;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.eclipse.jetty.io.Content;

/**
 * Several parts of a blob in one answer, as {@code multipart/byteranges} (RFC 9110, 14.6). Before
 * each part stand its type and place; what separates them is random, so that no blob can hold it.
 */
public final class BlobParts {
  private final Blob blob;
  private final List<Part> parts;
  private final String boundary;

  /** Of an open blob, whose owner closes it. */
  public BlobParts(Blob blob, Parts ranges) throws IOException {
    this.parts = ranges.parts();
    this.blob = ranges.areAscending() ? OneWay.through(blob, parts) : blob;
    this.boundary = UUID.randomUUID().toString();
  }

  /** The answer's own type. */
  public String contentType() {
    return "multipart/byteranges; boundary=" + boundary;
  }

  /** Bytes of the whole answer. */
  public long length() {
    long length = end().length;
    for (int i = 0; i < parts.size(); i++) {
      length += head(i).length + parts.get(i).length();
    }
    return length;
  }

  /** Sends all of them, after the answer's headers are set. */
  public void send(Exchange http) throws IOException {
    http.holdAnswer(BlobBody.BUFFER);
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      Content.Sink.write(http.response(), false, begun(i, part));
      if (part.length() > 1) {
        BlobBody.send(blob, part.start() + 1, part.length() - 1, false, http);
      }
    }
    Content.Sink.write(http.response(), true, ByteBuffer.wrap(end()));
  }

  /**
   * The head together with the first byte: where that cannot be had, nothing of the answer has been
   * sent yet, and an error can still be said in its place.
   */
  private ByteBuffer begun(int index, Part part) throws IOException {
    byte[] head = head(index);
    ByteBuffer begun = ByteBuffer.allocate(head.length + 1).put(head);
    SeekableByteChannel bytes = blob.part(part.start(), part.length());
    while (begun.hasRemaining()) {
      if (bytes.read(begun) < 0) {
        throw new EOFException("the blob's file is shorter than its size");
      }
    }
    return begun.flip();
  }

  private byte[] head(int index) {
    return bytes(
        (index == 0 ? "--" : "\r\n--")
            + boundary
            + "\r\nContent-Type: "
            + BlobBody.CONTENT_TYPE
            + "\r\nContent-Range: "
            + parts.get(index).contentRange(blob.size())
            + "\r\n\r\n");
  }

  private byte[] end() {
    return bytes("\r\n--" + boundary + "--\r\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A blob that is read from its first part on to the end of the last one, as one answer: so what
   * is being fetched is fetched once, and only the last byte of all waits until everything was
   * compared.
   *
   * @param way from the start of the first part
   */
  private record OneWay(Blob blob, SeekableByteChannel way) implements Blob {
    static OneWay through(Blob blob, List<Part> parts) throws IOException {
      long start = parts.getFirst().start();
      return new OneWay(blob, blob.part(start, parts.getLast().end() - start));
    }

    @Override
    public long size() {
      return blob.size();
    }

    @Override
    public SeekableByteChannel channel() {
      return blob.channel();
    }

    @Override
    public SeekableByteChannel part(long start, long length) throws IOException {
      return way.position(start);
    }

    @Override
    public void close() throws IOException {
      blob.close();
    }
  }
}

package dev.weir.registry.body;

import dev.weir.blob.Blob;
import dev.weir.http.Exchange;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The only file that sends blobs. A file that was compared with its digest before is copied by the
 * kernel, where the connection allows it; all else goes through direct buffers, never through the
 * heap. What was not compared yet is compared on the way, and a damaged blob breaks off before its
 * last byte: the client has fewer bytes than were announced, and nothing that it could take for the
 * blob.
 */
public final class BlobBody {
  /** Of all blobs: what they are is said by what refers to them. */
  public static final String CONTENT_TYPE = "application/octet-stream";

  /**
   * Bytes read from the file and handed to the socket at once; so few are not worth a copy apart.
   */
  static final int BUFFER = 64 * 1024;

  private BlobBody() {}

  /** Sends a part as the rest of the answer, whose headers are set. */
  public static void send(Blob blob, long start, long length, Exchange http) throws IOException {
    send(blob, start, length, true, http);
  }

  /**
   * Sends a part.
   *
   * @param last whether the answer ends with it
   */
  public static void send(Blob blob, long start, long length, boolean last, Exchange http)
      throws IOException {
    if (length > BUFFER
        && blob.channel() instanceof FileChannel file
        && http.sendFile(file, start, length, last)) {
      return;
    }
    http.holdAnswer(Math.min(BUFFER, length));
    SeekableByteChannel part = blob.part(start, length);
    boolean sent =
        length > BUFFER
            && part instanceof FileChannel file // all of it was compared just now
            && http.sendFile(file, start, length, last);
    if (!sent) {
      copy(part, length, last, http);
    }
  }

  private static void copy(SeekableByteChannel from, long length, boolean last, Exchange http)
      throws IOException {
    Response response = http.response();
    ByteBufferPool pool = http.request().getComponents().getByteBufferPool();
    RetainableByteBuffer lease = pool.acquire(BUFFER, true);
    try {
      ByteBuffer buffer = lease.getByteBuffer();
      long left = length;
      while (left > 0) {
        BufferUtil.clearToFill(buffer);
        buffer.limit((int) Math.min(buffer.capacity(), left));
        if (from.read(buffer) < 0) {
          throw new EOFException("the blob's file is shorter than its size");
        }
        left -= buffer.flip().remaining();
        Content.Sink.write(response, last && left == 0, buffer);
      }
    } finally {
      lease.release();
    }
  }
}

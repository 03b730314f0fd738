package dev.weir.blob;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * One upload: bytes are appended until it is committed or cancelled. Only one thread may append at
 * a time; a second one fails with {@link UploadBusyException}. Closing an unfinished upload keeps
 * its bytes for {@link BlobWriter#resume}.
 */
public interface BlobUpload extends AutoCloseable {
  /** Random, 128 bits or more, safe as a file name and in a URL. */
  String id();

  /** The note that {@link BlobWriter#start(String)} was given; empty if it got lost in a crash. */
  String owner();

  /** Bytes received. */
  long offset();

  /**
   * Appends until the stream ends and returns the new offset. Bytes that came before an error of
   * the stream stay appended.
   *
   * @throws IOException if reading or writing failed; the upload stays usable
   */
  long append(InputStream bytes) throws IOException;

  /**
   * Appends all remaining bytes, which a {@link #reader} sees from then on, and returns the new
   * offset.
   *
   * @throws IOException if none of them is appended; the upload stays usable
   */
  long append(ByteBuffer bytes) throws IOException;

  /**
   * Reads what has been appended, from the beginning: at the end of that it says that there is no
   * more, and has more once more has come. It can be opened until the upload is committed or
   * cancelled, also while another thread appends; what is open stays readable after that. The
   * caller closes it.
   */
  SeekableByteChannel reader() throws IOException;

  /**
   * Compares what has been appended with a digest; the upload goes on, whatever comes out.
   *
   * @throws DigestMismatchException if the bytes are not the digest's
   */
  void verify(Digest expected) throws IOException;

  /**
   * Makes the bytes a blob: verified, synced, then visible, in this order. Returns its size. It
   * replaces a blob that is already there, whose bytes may be damaged and whose age begins anew;
   * who reads that one goes on to. The upload is gone, after a failure too: what could not be
   * synced once cannot be trusted again.
   *
   * @throws DigestMismatchException if the bytes are not the digest's
   * @throws UploadBusyException if another request is writing; the only failure that keeps it
   */
  long commit(Digest expected) throws IOException;

  /** Throws the bytes away; always safe, also twice. */
  void cancel();

  /** Releases files and the right to append; an upload that is not committed stays resumable. */
  @Override
  void close() throws IOException;
}

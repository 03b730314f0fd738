package dev.weir.blob;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.io.InputStream;

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

package dev.weir.remote.append;

import dev.weir.reference.Digest;
import dev.weir.remote.extract.TarReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A layer as it is pushed: compressed with gzip.
 *
 * @param content of the layer
 * @param digest of the compressed bytes
 * @param size of the compressed bytes
 * @param contentDigest of the tar inside, the {@code diff_id}
 */
record Layer(Content content, Digest digest, long size, Digest contentDigest)
    implements AutoCloseable {

  /** A compressed tar of no file, in the bytes that other tools use for it. */
  private static final String EMPTY_TAR =
      "1f8b080000096e8800ff621805a360148c5800080000ffff2eafb5ef00040000";

  /** The one layer of an image in which nothing is. */
  static Layer empty() {
    byte[] bytes = HexFormat.of().parseHex(EMPTY_TAR);
    byte[] content = new byte[1024];
    return new Layer(new Content.Nothing(), Digest.of(bytes), bytes.length, Digest.of(content));
  }

  /** Where the bytes are. */
  sealed interface Content {
    InputStream open() throws IOException;

    /** The caller's file as it is. */
    record Given(Path file) implements Content {
      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }
    }

    /** A tar without files. */
    record Nothing() implements Content {
      @Override
      public InputStream open() {
        return new ByteArrayInputStream(HexFormat.of().parseHex(EMPTY_TAR));
      }
    }

    /** What was compressed here. */
    record Made(Scratch scratch) implements Content {
      @Override
      public InputStream open() {
        return scratch.reader();
      }
    }
  }

  /**
   * Prepares a tar: a compressed one is taken as it is, a plain one compressed, always to the same
   * bytes (no name, no time in the header).
   *
   * @param read told how many bytes of the file were read
   * @throws IOException if the file cannot be read, or is no tar
   */
  static Layer of(Path tar, LongConsumer read) throws IOException {
    return isGzip(tar) ? compressed(tar, read) : plain(tar, read);
  }

  private static boolean isGzip(Path tar) throws IOException {
    try (InputStream in = Files.newInputStream(tar)) {
      byte[] magic = in.readNBytes(2);
      return magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
    }
  }

  private static Layer compressed(Path tar, LongConsumer read) throws IOException {
    MessageDigest outer = Digest.newMessageDigest("sha256");
    MessageDigest inner = Digest.newMessageDigest("sha256");
    try (InputStream file =
        new DigestInputStream(new Counted(Files.newInputStream(tar), read), outer)) {
      InputStream content =
          new DigestInputStream(TarReader.checked(new GZIPInputStream(file)), inner);
      content.transferTo(OutputStream.nullOutputStream());
      file.transferTo(OutputStream.nullOutputStream());
    }
    return new Layer(new Content.Given(tar), digest(outer), Files.size(tar), digest(inner));
  }

  private static Layer plain(Path tar, LongConsumer read) throws IOException {
    MessageDigest outer = Digest.newMessageDigest("sha256");
    MessageDigest inner = Digest.newMessageDigest("sha256");
    Scratch scratch = Scratch.open();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(tar));
        InputStream content =
            new DigestInputStream(TarReader.checked(new Counted(file, read)), inner);
        OutputStream out = new DigestOutputStream(scratch.writer(), outer);
        GZIPOutputStream gzip = new GZIPOutputStream(out, 64 * 1024)) {
      content.transferTo(gzip);
    } catch (IOException e) {
      scratch.close();
      throw e;
    }
    return new Layer(new Content.Made(scratch), digest(outer), scratch.size(), digest(inner));
  }

  @Override
  public void close() throws IOException {
    if (content instanceof Content.Made made) {
      made.scratch().close();
    }
  }

  private static Digest digest(MessageDigest function) {
    return new Digest("sha256", HexFormat.of().formatHex(function.digest()));
  }
}

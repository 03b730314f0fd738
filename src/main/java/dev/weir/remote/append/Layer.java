package dev.weir.remote.append;

import dev.weir.reference.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A layer as it is pushed.
 *
 * @param file compressed with gzip
 * @param digest of the file
 * @param size of the file in bytes
 * @param contentDigest of the tar inside, the {@code diff_id}
 */
record Layer(Path file, Digest digest, long size, Digest contentDigest) {

  /**
   * Prepares a tar: a compressed one is taken as it is, a plain one compressed, always to the same
   * bytes (no name, no time in the header).
   *
   * @param scratch directory for the compressed form, cleaned by the caller
   */
  static Layer of(Path tar, Path scratch) throws IOException {
    return isGzip(tar) ? compressed(tar) : plain(tar, scratch);
  }

  private static boolean isGzip(Path tar) throws IOException {
    try (PushbackInputStream in = new PushbackInputStream(Files.newInputStream(tar), 2)) {
      byte[] magic = in.readNBytes(2);
      return magic.length == 2 && magic[0] == (byte) 0x1f && magic[1] == (byte) 0x8b;
    }
  }

  private static Layer compressed(Path tar) throws IOException {
    MessageDigest outer = Digest.newMessageDigest("sha256");
    MessageDigest inner = Digest.newMessageDigest("sha256");
    try (InputStream file = new DigestInputStream(Files.newInputStream(tar), outer)) {
      InputStream content = new DigestInputStream(new GZIPInputStream(file), inner);
      content.transferTo(OutputStream.nullOutputStream());
      file.transferTo(OutputStream.nullOutputStream());
    }
    return new Layer(tar, digest(outer), Files.size(tar), digest(inner));
  }

  private static Layer plain(Path tar, Path scratch) throws IOException {
    MessageDigest outer = Digest.newMessageDigest("sha256");
    MessageDigest inner = Digest.newMessageDigest("sha256");
    Path file = Files.createTempFile(scratch, "layer-", ".tar.gz");
    try (InputStream content =
            new DigestInputStream(new BufferedInputStream(Files.newInputStream(tar)), inner);
        OutputStream out = new DigestOutputStream(Files.newOutputStream(file), outer);
        GZIPOutputStream gzip = new GZIPOutputStream(out, 64 * 1024)) {
      content.transferTo(gzip);
    }
    return new Layer(file, digest(outer), Files.size(file), digest(inner));
  }

  private static Digest digest(MessageDigest function) {
    return new Digest("sha256", HexFormat.of().formatHex(function.digest()));
  }
}

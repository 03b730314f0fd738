package dev.weir.remote;

import dev.weir.reference.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Fails at its end unless the bytes were those of the digest. */
final class VerifiedStream extends FilterInputStream {
  private final Digest expected;
  private final MessageDigest function;
  private boolean verified;

  VerifiedStream(InputStream in, Digest expected) {
    super(in);
    this.expected = expected;
    this.function = Digest.newMessageDigest(expected.algorithm());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    int n = in.read(b, off, len);
    if (n > 0) {
      function.update(b, off, n);
    } else if (n < 0 && !verified) {
      verify();
    }
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    return n <= 0 ? 0 : readNBytes((int) Math.min(n, 8192)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void verify() throws IOException {
    verified = true;
    String actual = HexFormat.of().formatHex(function.digest());
    if (!actual.equals(expected.hex())) {
      throw new DigestMismatchException(expected, actual);
    }
  }
}

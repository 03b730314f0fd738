package dev.weir.mapping;

import dev.weir.image.OwnRegistry;
import dev.weir.objects.ValueCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The host under which clients know the integrated registry, put in place of {@link
 * OwnRegistry#HOST} on the way out and taken away on the way in.
 */
public final class PublishedHost implements ValueCodec {
  private static final byte[] STORED = OwnRegistry.HOST.getBytes(StandardCharsets.US_ASCII);
  private static final String MEMBER = "\"dockerImageReference\":\"";

  private final String host;
  private final byte[] shown;

  /**
   * @param host {@code host[:port]}, with nothing that JSON would have to escape
   */
  public PublishedHost(String host) {
    this.host = host;
    this.shown = host.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@code host[:port]}. */
  public String host() {
    return host;
  }

  /** A stored value as clients see it; the array itself if it does not name the registry. */
  public byte[] fill(byte[] stored) {
    int at = indexOf(stored, 0);
    if (at < 0) {
      return stored;
    }
    int count = 0;
    for (int i = at; i >= 0; i = indexOf(stored, i + STORED.length)) {
      count++;
    }
    byte[] out = new byte[stored.length + count * (shown.length - STORED.length)];
    int from = 0;
    int to = 0;
    for (; at >= 0; at = indexOf(stored, from)) {
      System.arraycopy(stored, from, out, to, at - from);
      to += at - from;
      System.arraycopy(shown, 0, out, to, shown.length);
      to += shown.length;
      from = at + STORED.length;
    }
    System.arraycopy(stored, from, out, to, stored.length - from);
    return out;
  }

  public String fill(String text) {
    return text.replace(OwnRegistry.HOST, host);
  }

  /** A pull spec as it is stored. */
  public String strip(String pullSpec) {
    return pullSpec.startsWith(host + "/")
        ? OwnRegistry.HOST + pullSpec.substring(host.length())
        : pullSpec;
  }

  private static int indexOf(byte[] bytes, int from) {
    for (int i = from; i + STORED.length <= bytes.length; i++) {
      if (bytes[i] == STORED[0]
          && Arrays.equals(bytes, i, i + STORED.length, STORED, 0, STORED.length)) {
        return i;
      }
    }
    return -1;
  }

  /** The encoded Image as it is stored. */
  @Override
  public byte[] toStore(String key, byte[] encoded) {
    String text = new String(encoded, StandardCharsets.UTF_8);
    return text.replace(MEMBER + host + "/", MEMBER + OwnRegistry.HOST + "/")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] fromStore(String key, byte[] stored) {
    return fill(stored);
  }
}

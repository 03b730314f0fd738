package dev.weir.streams;

import dev.weir.image.OwnRegistry;
import dev.weir.objects.value.ValueCodec;
import dev.weir.resource.BytePattern;
import dev.weir.streams.encoded.EventOrigins;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The host under which clients know the integrated registry, put in place of {@link
 * OwnRegistry#HOST} on the way out and taken away on the way in.
 */
public final class PublishedHost implements ValueCodec {
  private static final byte[] STORED = OwnRegistry.HOST.getBytes(StandardCharsets.US_ASCII);

  private static final BytePattern STORED_HOST = new BytePattern(STORED);

  /** So begins the status of every stored stream, and nothing else. */
  private static final BytePattern REPOSITORY =
      BytePattern.of("\"status\":{\"dockerImageRepository\":\"" + OwnRegistry.HOST + "/");

  private static final byte[] PUBLIC =
      "\",\"publicDockerImageRepository\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final String MEMBER = "\"dockerImageReference\":\"";

  private final String host;
  private final boolean outside;
  private final byte[] shown;

  /** A host that was not chosen for clients elsewhere. */
  public PublishedHost(String host) {
    this(host, false);
  }

  /**
   * The one host of the registry.
   *
   * @param host {@code host[:port]}, with nothing that JSON would have to escape
   * @param outside it was chosen for clients elsewhere: streams then say so in {@code
   *     publicDockerImageRepository} (image-api.md 3.7)
   */
  public PublishedHost(String host, boolean outside) {
    this.host = host;
    this.outside = outside;
    this.shown = host.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@code host[:port]}. */
  public String host() {
    return host;
  }

  /** A stored value as clients see it; the array itself if it does not name the registry. */
  public byte[] fill(byte[] value) {
    byte[] stored = outside ? withPublicRepository(value) : value;
    int at = STORED_HOST.indexIn(stored, 0);
    if (at < 0) {
      return stored;
    }
    int count = 0;
    for (int i = at; i >= 0; i = STORED_HOST.indexIn(stored, i + STORED.length)) {
      count++;
    }
    byte[] out = new byte[stored.length + count * (shown.length - STORED.length)];
    int from = 0;
    int to = 0;
    for (; at >= 0; at = STORED_HOST.indexIn(stored, from)) {
      System.arraycopy(stored, from, out, to, at - from);
      to += at - from;
      System.arraycopy(shown, 0, out, to, shown.length);
      to += shown.length;
      from = at + STORED.length;
    }
    System.arraycopy(stored, from, out, to, stored.length - from);
    return out;
  }

  /** A stored stream that repeats its repository as the one that is known outside. */
  private static byte[] withPublicRepository(byte[] stored) {
    int at = REPOSITORY.indexIn(stored, 0);
    if (at < 0) {
      return stored;
    }
    int start = at + REPOSITORY.length() - STORED.length - 1;
    int end = start;
    while (stored[end] != '"') {
      end++;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(stored.length + 128);
    out.write(stored, 0, end);
    out.writeBytes(PUBLIC);
    out.write(stored, start, end - start);
    out.write(stored, end, stored.length - end);
    return out.toByteArray();
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

  /** The encoded Image as it is stored. */
  @Override
  public byte[] toStore(String key, byte[] encoded) {
    String text = new String(encoded, StandardCharsets.UTF_8);
    return text.replace(MEMBER + host + "/", MEMBER + OwnRegistry.HOST + "/")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** An Image, or a stream with its newest events, as clients see it. */
  @Override
  public byte[] fromStore(String key, byte[] stored) {
    return fill(EventOrigins.cut(stored));
  }
}

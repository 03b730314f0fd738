package dev.weir.streams;

import dev.weir.image.OwnRegistry;
import dev.weir.objects.value.ValueCodec;
import dev.weir.resource.ByteEdits;
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
    ByteEdits edits = new ByteEdits(value);
    fill(edits, value.length);
    return edits.bytes();
  }

  /** As above, of a value's beginning. */
  void fill(ByteEdits edits, int end) {
    byte[] value = edits.source();
    int repository = outside ? repository(value) : -1;
    int at = STORED_HOST.indexIn(value, 0);
    while (at >= 0 && at + STORED.length <= end) {
      int behind = at + STORED.length;
      edits.replace(at, behind, shown);
      if (at == repository) {
        repeat(edits, behind);
      }
      at = STORED_HOST.indexIn(value, behind);
    }
  }

  /** Where a stored stream names its repository; negative if it does not. */
  private static int repository(byte[] value) {
    int at = REPOSITORY.indexIn(value, 0);
    return at < 0 ? -1 : at + REPOSITORY.length() - STORED.length - 1;
  }

  /** Says a repository again, as the one that is known outside. */
  private void repeat(ByteEdits edits, int behindHost) {
    byte[] value = edits.source();
    int end = behindHost;
    while (value[end] != '"') {
      end++;
    }
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    again.writeBytes(PUBLIC);
    again.writeBytes(shown);
    again.write(value, behindHost, end - behindHost);
    edits.replace(end, end, again.toByteArray());
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

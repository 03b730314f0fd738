package dev.weir.clients.soak;

import dev.weir.reference.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A blob that an image is made of. Its bytes are made anew from its number each time, so that any
 * number of them takes no memory.
 *
 * @param size of its bytes; 0 of a configuration, which is as long as it is
 */
public record Piece(long number, int size, String digest) {
  /** Random bytes. */
  public static Piece layer(long number, int size) {
    return new Piece(number, size, Digest.of(bytes(number, size)).toString());
  }

  /** The configuration of an image. */
  public static Piece configuration(long number) {
    return new Piece(number, 0, Digest.of(bytes(number, 0)).toString());
  }

  public byte[] bytes() {
    return bytes(number, size);
  }

  private static byte[] bytes(long number, int size) {
    if (size == 0) {
      return ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"number\":\""
              + number
              + "\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")
          .getBytes(StandardCharsets.UTF_8);
    }
    byte[] bytes = new byte[size];
    new Random(number).nextBytes(bytes);
    return bytes;
  }
}

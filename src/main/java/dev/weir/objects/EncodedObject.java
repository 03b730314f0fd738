package dev.weir.objects;

import java.nio.charset.StandardCharsets;

/** A first look at a stored value, without parsing it. */
public final class EncodedObject {
  private EncodedObject() {}

  /** True if the value can be read as it is; false if a codec made it unreadable. */
  public static boolean isPlain(byte[] stored) {
    return stored.length > 0 && stored[0] == '{';
  }

  /** True if the text, in ASCII, stands anywhere in the value. */
  public static boolean mentions(byte[] encoded, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    outer:
    for (int i = 0; i + wanted.length <= encoded.length; i++) {
      for (int j = 0; j < wanted.length; j++) {
        if (encoded[i + j] != wanted[j]) {
          continue outer;
        }
      }
      return true;
    }
    return false;
  }
}

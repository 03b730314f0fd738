package dev.weir.objects.value;

import dev.weir.resource.BytePattern;

/** A first look at a stored value, without parsing it. */
public final class EncodedObject {
  private EncodedObject() {}

  /** True if the value can be read as it is; false if a codec made it unreadable. */
  public static boolean isPlain(byte[] stored) {
    return stored.length > 0 && stored[0] == '{';
  }

  /** True if the pattern stands anywhere in the value. */
  public static boolean mentions(byte[] encoded, BytePattern pattern) {
    return pattern.indexIn(encoded, 0) >= 0;
  }
}

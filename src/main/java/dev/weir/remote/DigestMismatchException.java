package dev.weir.remote;

import dev.weir.reference.Digest;
import java.io.IOException;

/** All bytes came, and they are not those of the digest. */
public final class DigestMismatchException extends IOException {
  DigestMismatchException(Digest expected, String actualHex) {
    super("the registry sent other bytes than " + expected + ": they hash to " + actualHex);
  }
}

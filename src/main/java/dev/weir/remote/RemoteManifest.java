package dev.weir.remote;

import dev.weir.reference.Digest;

/**
 * A manifest as bytes.
 *
 * @param mediaType as declared; empty if the registry declared none that means something
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out
public record RemoteManifest(Digest digest, String mediaType, byte[] bytes) {
  public RemoteManifest {
    bytes = bytes.clone();
  }

  /** A manifest of our own making. */
  public static RemoteManifest of(String mediaType, byte[] bytes) {
    return new RemoteManifest(Digest.of(bytes), mediaType, bytes);
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }
}

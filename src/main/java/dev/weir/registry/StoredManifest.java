package dev.weir.registry;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A manifest ready to be sent: its exact bytes and its headers, made once. */
final class StoredManifest {
  private final Digest digest;
  private final String mediaType;
  private final byte[] bytes;
  private final ManifestHeaders described;
  private volatile @Nullable Manifest parsed;

  StoredManifest(Digest digest, byte[] bytes) {
    this.digest = digest;
    this.bytes = bytes;
    this.mediaType = typeOf(bytes);
    this.described = ManifestHeaders.of(digest, mediaType, bytes.length);
  }

  static String typeOf(byte[] bytes) {
    return ManifestReader.typeOf(bytes);
  }

  Digest digest() {
    return digest;
  }

  String mediaType() {
    return mediaType;
  }

  int size() {
    return bytes.length;
  }

  ByteBuffer body() {
    return ByteBuffer.wrap(bytes);
  }

  ManifestHeaders described() {
    return described;
  }

  Manifest manifest() {
    Manifest known = parsed;
    if (known == null) {
      known = ManifestReader.readStored(mediaType, bytes);
      parsed = known;
    }
    return known;
  }

  /** What it says about another manifest, if it does. */
  Optional<Descriptor> subject() {
    return manifest().subject();
  }
}

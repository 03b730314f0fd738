package dev.weir.registry;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.manifest.ManifestReader;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A manifest ready to be sent: its exact bytes and its headers, made once. */
final class StoredManifest {
  private final Digest digest;
  private final String mediaType;
  private final byte[] bytes;
  private final HttpFields headers;
  private volatile @Nullable Manifest parsed;
  private volatile @Nullable Set<Digest> references;

  StoredManifest(Digest digest, byte[] bytes) {
    this.digest = digest;
    this.bytes = bytes;
    this.mediaType = typeOf(bytes);
    this.headers =
        HttpFields.build()
            .add(RegistryDoor.API_VERSION)
            .add(new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, mediaType))
            .add(new PreEncodedHttpField("Docker-Content-Digest", digest.toString()))
            .add(new PreEncodedHttpField(HttpHeader.ETAG, "\"" + digest + "\""))
            .add(new PreEncodedHttpField("X-Content-Type-Options", "nosniff"))
            .add(new PreEncodedHttpField(HttpHeader.CONTENT_LENGTH, Integer.toString(bytes.length)))
            .asImmutable();
  }

  /**
   * The type that the document itself says; by its shape an OCI type if it says none, which only
   * OCI documents may (registry.md 2.2).
   */
  static String typeOf(byte[] bytes) {
    ObjectNode document = Json.parseObject(bytes);
    String own = Json.string(document, "mediaType");
    if (!own.isEmpty()) {
      return own;
    }
    return document.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
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

  HttpFields headers() {
    return headers;
  }

  Manifest manifest() {
    Manifest known = parsed;
    if (known == null) {
      known = ManifestReader.read(mediaType, bytes);
      parsed = known;
    }
    return known;
  }

  /** Digests of the config and layers, or of the children. */
  Set<Digest> references() {
    Set<Digest> known = references;
    if (known == null) {
      known = collect(manifest());
      references = known;
    }
    return known;
  }

  private static Set<Digest> collect(Manifest manifest) {
    Set<Digest> found = new HashSet<>();
    switch (manifest) {
      case Manifest.ImageManifest image -> {
        found.add(image.config().digest());
        image.layers().forEach(layer -> found.add(layer.digest()));
      }
      case Manifest.IndexManifest index -> index.manifests().forEach(m -> found.add(m.digest()));
    }
    return Set.copyOf(found);
  }

  /** What it says about another manifest, if it does. */
  Optional<Descriptor> subject() {
    return manifest().subject();
  }
}

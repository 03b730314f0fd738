package dev.weir.registry;

import dev.weir.reference.Digest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** What an answer says of a manifest before its bytes. */
record ManifestHeaders(Digest digest, HttpFields fields) {
  static ManifestHeaders of(Digest digest, String mediaType, long size) {
    return new ManifestHeaders(
        digest,
        HttpFields.build()
            .add(RegistryDoor.API_VERSION)
            .add(new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, mediaType))
            .add(new PreEncodedHttpField("Docker-Content-Digest", digest.toString()))
            .add(new PreEncodedHttpField(HttpHeader.ETAG, "\"" + digest + "\""))
            .add(new PreEncodedHttpField("X-Content-Type-Options", "nosniff"))
            .add(new PreEncodedHttpField(HttpHeader.CONTENT_LENGTH, Long.toString(size)))
            .asImmutable());
  }
}

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** An image of one small layer, pushed the way clients do. */
final class SmallImage {
  /** What it is pushed as, and asked for. */
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private final HttpCaller registry;
  private final String repository;
  private final String config;
  private final String layer;

  /** Uploads the blobs. */
  SmallImage(HttpCaller registry, String repository) throws IOException {
    this.registry = registry;
    this.repository = repository;
    this.config =
        blob(
            "application/vnd.oci.image.config.v1+json",
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
                .getBytes(UTF_8));
    byte[] content = new byte[4096];
    new Random(7).nextBytes(content);
    this.layer = blob("application/vnd.oci.image.layer.v1.tar+gzip", content);
  }

  private String blob(String type, byte[] bytes) throws IOException {
    return "{\"mediaType\":\"%s\",\"size\":%d,\"digest\":\"%s\"}"
        .formatted(type, bytes.length, blob(bytes));
  }

  /** Uploads bytes; returns their digest. */
  String blob(byte[] bytes) throws IOException {
    String upload =
        registry
            .call("POST", "/v2/" + repository + "/blobs/uploads/", "", new byte[0])
            .require(202)
            .headers()
            .get("location");
    String path = upload.startsWith("/") ? upload : upload.replaceFirst("^https?://[^/]+", "");
    String digest = digest(bytes);
    registry
        .call(
            "PUT",
            path + (path.contains("?") ? "&" : "?") + "digest=" + digest,
            "application/octet-stream",
            bytes)
        .require(201);
    return digest;
  }

  /** A manifest over these blobs; each number gives another digest. */
  byte[] manifest(int number) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s],\"annotations\":{\"number\":\"%d\"}}"
        .formatted(MANIFEST, config, layer, number)
        .getBytes(UTF_8);
  }

  /** A manifest over this configuration and other layers. */
  byte[] manifest(List<String> layers) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
        .formatted(MANIFEST, config, String.join(",", layers))
        .getBytes(UTF_8);
  }

  /** A manifest over these blobs that refers to another one. */
  byte[] referrer(byte[] subject) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s],\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}}"
        .formatted(MANIFEST, config, layer, MANIFEST, digest(subject), subject.length)
        .getBytes(UTF_8);
  }

  /** One of many that refer to a manifest, with what a signature tells of itself. */
  byte[] referrer(byte[] subject, String artifactType, int number) {
    return """
    {"schemaVersion":2,"mediaType":"%s","artifactType":"%s","config":%s,"layers":[%s],
     "subject":{"mediaType":"%s","digest":"%s","size":%d},
     "annotations":{"number":"%d","org.opencontainers.image.created":"2026-01-01T00:00:00Z",
      "com.example.signer":"release-engineering@example.com"}}
    """
        .formatted(
            MANIFEST,
            artifactType,
            config,
            layer,
            MANIFEST,
            digest(subject),
            subject.length,
            number)
        .getBytes(UTF_8);
  }

  /** Pushes a manifest to a tag. */
  void put(String tag, byte[] manifest) throws IOException {
    registry.call("PUT", path(tag), MANIFEST, manifest).require(201);
  }

  String path(String tag) {
    return "/v2/" + repository + "/manifests/" + tag;
  }

  static String digest(byte[] bytes) {
    return "sha256:" + HexFormat.of().formatHex(sha256().digest(bytes));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}

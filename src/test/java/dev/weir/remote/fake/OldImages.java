package dev.weir.remote.fake;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** Manifests of Docker's first schema, as registries hold them since 2014. */
public final class OldImages {
  private OldImages() {}

  /**
   * A manifest without a signature.
   *
   * @param layer a tar in gzip
   */
  public static byte[] manifest(Digest layer) {
    ObjectNode manifest = Json.object().put("schemaVersion", 1);
    manifest.put("name", "team/old").put("tag", "old").put("architecture", "amd64");
    manifest.putArray("fsLayers").addObject().put("blobSum", layer.toString());
    ObjectNode config = Json.object().put("id", "a".repeat(64)).put("os", "linux");
    config.put("architecture", "amd64").put("created", "2014-06-01T12:00:00Z");
    config.putObject("config").putArray("Cmd").add("/bin/sh");
    manifest.putArray("history").addObject().put("v1Compatibility", Json.text(config));
    return Json.bytes(manifest);
  }

  /** The same with a signature that nobody could verify; its digest is that of the one without. */
  public static byte[] signed(byte[] manifest) {
    int length = manifest.length - 1; // up to the last brace
    ObjectNode format = Json.object().put("formatLength", length).put("formatTail", base64("}"));
    ObjectNode signature = Json.object();
    signature.putObject("header").put("alg", "ES256");
    signature.put("signature", base64("none"));
    signature.put("protected", base64(Json.text(format)));
    ObjectNode all = Json.object();
    all.putArray("signatures").add(signature);
    String text = new String(manifest, 0, length, StandardCharsets.UTF_8);
    return (text + "," + Json.text(all).substring(1)).getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.weir.storage.backup;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What is left of a Secret where its content cannot come along: who it is, and of which type. */
final class LostSecret {
  /** Says on a Secret that its content is lost. */
  static final String LOST = "weir.dev/lost";

  private static final String WHY = "its content was not in the backup; write it again";

  /** They hold the content, or a part of it. */
  private static final List<String> TELLING =
      List.of(
          "kubectl.kubernetes.io/last-applied-configuration", "openshift.io/token-secret.value");

  private static final String TOKEN = "kubernetes.io/service-account-token";
  private static final String TOKEN_SECRET = "openshift.io/token-secret.name";

  private LostSecret() {}

  /** Of a Secret that could be read. */
  static ObjectNode of(ObjectNode secret) {
    ObjectNode left = secret.deepCopy();
    left.remove(List.of("data", "stringData", "immutable"));
    ObjectNode annotations = Json.objectAt(Meta.of(left), "annotations");
    annotations.remove(TELLING);
    if (!isMadeAnew(left)) {
      Meta.setAnnotation(left, LOST, WHY);
    }
    return left;
  }

  /** Tokens of service accounts, and the logins made of them, are written anew at the start. */
  private static boolean isMadeAnew(ObjectNode secret) {
    return Json.string(secret, "type").equals(TOKEN)
        || !Meta.annotation(secret, TOKEN_SECRET).isEmpty();
  }

  /**
   * Of one that could not be read even here.
   *
   * @param names {@code NAMESPACE/NAME}
   */
  static Optional<ObjectNode> named(String names) {
    int slash = names.indexOf('/');
    if (slash < 1) {
      return Optional.empty();
    }
    ObjectNode secret = Json.object().put("kind", "Secret").put("apiVersion", "v1");
    Meta.of(secret)
        .put("name", names.substring(slash + 1))
        .put("namespace", names.substring(0, slash))
        .put("uid", UUID.nameUUIDFromBytes(names.getBytes(StandardCharsets.UTF_8)).toString())
        .put("creationTimestamp", "1970-01-01T00:00:00Z");
    secret.put("type", "Opaque");
    Meta.setAnnotation(secret, LOST, WHY);
    return Optional.of(secret);
  }
}

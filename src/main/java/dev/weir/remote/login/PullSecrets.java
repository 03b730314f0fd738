package dev.weir.remote.login;

import dev.weir.remote.Keyring;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.Recent;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a keyring from Kubernetes secrets (controllers-and-access.md 7.7): types {@code
 * kubernetes.io/dockercfg} and {@code kubernetes.io/dockerconfigjson}, and {@code Opaque} ones that
 * hold one of the two well-known keys, which is what the product guide's own command makes. A
 * secret that cannot be read is skipped, the others count. Safe for threads.
 */
public final class PullSecrets {
  /** {@code "true"} keeps a secret out of imports. */
  public static final String EXCLUDE = "openshift.io/image.excludeSecret";

  private static final String GENERATED = "openshift.io/token-secret.name";
  private static final Logger LOG = LoggerFactory.getLogger(PullSecrets.class);
  private static final String FLAT = ".dockercfg";
  private static final String CONFIG = ".dockerconfigjson";

  private static final int REMEMBERED = 1000;

  /** Those that cannot be read, as they were when that was said. */
  private final Recent<String, Integer> told = new Recent<>(REMEMBERED);

  /** The credentials that users stored, in the order of the secrets. */
  public Keyring given(List<? extends JsonNode> secrets) {
    return keyringOf(secrets.stream().filter(s -> !isGenerated(s)).toList());
  }

  /** The logins to the integrated registry that were made for service accounts. */
  public Keyring generated(List<? extends JsonNode> secrets) {
    return keyringOf(secrets.stream().filter(PullSecrets::isGenerated).toList());
  }

  private Keyring keyringOf(List<? extends JsonNode> secrets) {
    Keyring keyring = Keyring.EMPTY;
    for (JsonNode secret : secrets) {
      if (!Meta.annotation(secret, EXCLUDE).equals("true")) {
        keyring = keyring.and(read(secret));
      }
    }
    return keyring;
  }

  private static boolean isGenerated(JsonNode secret) {
    return !Meta.annotation(secret, GENERATED).isEmpty();
  }

  private Keyring read(JsonNode secret) {
    String type = Json.string(secret, "type");
    boolean opaque = type.isEmpty() || type.equals("Opaque");
    ObjectNode data = Json.objectAt(secret, "data");
    try {
      if (data.has(CONFIG) && (opaque || type.equals("kubernetes.io/dockerconfigjson"))) {
        return LoginEntries.config(Base64.getDecoder().decode(Json.string(data, CONFIG)));
      }
      if (data.has(FLAT) && (opaque || type.equals("kubernetes.io/dockercfg"))) {
        return LoginEntries.flat(Base64.getDecoder().decode(Json.string(data, FLAT)));
      }
    } catch (IllegalArgumentException | JacksonException _) {
      tell(secret);
    }
    return Keyring.EMPTY;
  }

  /** Said once of each and of what becomes of it; what it holds stays out of the log. */
  private void tell(JsonNode secret) {
    String name = Meta.namespace(secret) + "/" + Meta.name(secret);
    int now = secret.hashCode();
    if (told.find(name).filter(before -> before == now).isEmpty()) {
      told.keep(name, now);
      LOG.warn("pull secret {} cannot be read and is skipped", name);
    }
  }
}

package dev.weir.platform.openshift.build.webhook;

import dev.weir.resource.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The branch that a config builds.
 *
 * @param name without {@code refs/heads/}
 */
record Branch(String name) {
  private static final String HEADS = "refs/heads/";

  /** That of a config which names none, if the sender names none as the repository's own. */
  private static final String USUAL = "master";

  /**
   * The branch of a config.
   *
   * @param usual what the sender calls the branch of whoever names none; empty if it does not say
   */
  static Branch of(ObjectNode config, String usual) {
    String ref = Json.string(git(config), "ref");
    if (!ref.isEmpty()) {
      return new Branch(shortened(ref));
    }
    return new Branch(usual.isEmpty() ? USUAL : shortened(usual));
  }

  /** True of a config that is built of Git: others have no branch that could be another one. */
  static boolean isBuiltOfGit(ObjectNode config) {
    return git(config).isObject();
  }

  private static JsonNode git(ObjectNode config) {
    return config.path("spec").path("source").path("git");
  }

  private static String shortened(String ref) {
    return ref.startsWith(HEADS) ? ref.substring(HEADS.length()) : ref;
  }

  boolean matches(String ref) {
    return shortened(ref).equals(name);
  }

  /** What is said of a push to another branch. */
  Heard.Ignored other(String ref) {
    return new Heard.Ignored(
        "no build is started: the push is to \"" + ref + "\", and the config builds " + name);
  }
}

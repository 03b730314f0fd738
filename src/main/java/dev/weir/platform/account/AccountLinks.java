package dev.weir.platform.account;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which secrets an account names. The pair that was made for it is linked once; an annotation tells
 * that this was done, so that a user who takes it out again is not overruled. What users link is
 * never touched.
 */
final class AccountLinks {
  /** The pair's login, once it is linked. */
  static final String LINKED = "openshift.io/internal-registry-pull-secret-ref";

  private AccountLinks() {}

  /**
   * Links a pair, and drops links to earlier pairs that are gone.
   *
   * @param account is changed
   * @param present names of all secrets of the namespace
   * @return true if that changed the account
   */
  static boolean link(ObjectNode account, String login, String token, Set<String> present) {
    ObjectNode before = account.deepCopy();
    Pattern made =
        Pattern.compile(Pattern.quote(Meta.name(account)) + "-(token|dockercfg)-[a-z0-9]{5}");
    for (String list : new String[] {"secrets", "imagePullSecrets"}) {
      ArrayNode links = Json.arrayAt(account, list);
      links.removeIf(
          link ->
              !present.contains(Json.string(link, "name"))
                  && made.matcher(Json.string(link, "name")).matches());
    }
    if (!Meta.annotation(account, LINKED).equals(login)) {
      add(account, "secrets", login);
      add(account, "secrets", token);
      add(account, "imagePullSecrets", login);
      Meta.setAnnotation(account, LINKED, login);
    }
    return !account.equals(before);
  }

  private static void add(ObjectNode account, String list, String secret) {
    ArrayNode links = Json.ensureArray(account, list);
    for (JsonNode link : links) {
      if (Json.string(link, "name").equals(secret)) {
        return;
      }
    }
    links.addObject().put("name", secret);
  }
}

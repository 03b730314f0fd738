package dev.weir.access;

import dev.weir.resource.Json;
import dev.weir.store.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is kept of a token: everything but the token.
 *
 * @param name {@code sha256~} and the token's hash
 * @param uid of the token as an object
 * @param grant its client is empty for tokens that no client asked for, such as the administrator's
 * @param purpose why it was made
 * @param expires {@link Instant#MAX} if it ends only when it is revoked
 * @param revision at which it was read
 */
public record StoredToken(
    String name,
    String uid,
    Grant grant,
    String purpose,
    Instant created,
    Instant expires,
    long revision) {

  /** True for tokens that a person got by logging in. */
  public boolean isOfPerson() {
    return !grant.client().isEmpty();
  }

  static StoredToken read(String name, Entry entry) {
    JsonNode record = Json.parse(entry.value());
    String expires = Json.string(record, "expires");
    User user =
        new User(
            Json.string(record, "user"),
            Json.string(record, "uid"),
            strings(record, "groups"),
            Map.of());
    return new StoredToken(
        name,
        Json.string(record, "token"),
        new Grant(
            user,
            Json.string(record, "client"),
            strings(record, "scopes"),
            Json.string(record, "redirectUri")),
        Json.string(record, "purpose"),
        Instant.parse(Json.string(record, "created")),
        expires.isEmpty() ? Instant.MAX : Instant.parse(expires),
        entry.modRevision());
  }

  ObjectNode record() {
    ObjectNode record = Json.object();
    record.put("user", grant.user().name()).put("uid", grant.user().uid());
    record.put("purpose", purpose).put("token", uid);
    grant.user().groups().forEach(record.putArray("groups")::add);
    record.put("created", created.toString());
    if (!expires.equals(Instant.MAX)) {
      record.put("expires", expires.toString());
    }
    if (isOfPerson()) {
      record.put("client", grant.client()).put("redirectUri", grant.redirectUri());
      grant.scopes().forEach(record.putArray("scopes")::add);
    }
    return record;
  }

  private static List<String> strings(JsonNode record, String member) {
    return Json.arrayAt(record, member).valueStream().map(JsonNode::asString).toList();
  }
}

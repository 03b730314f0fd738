package dev.weir.platform.user;

import dev.weir.access.User;
import dev.weir.lock.Attempts;
import dev.weir.objects.StoreContext;
import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.value.ObjectKey;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a user of somebody whose password was right. The first login creates the {@code Identity}
 * and the {@code User}; a user that was made before without an identity is claimed; a user that
 * belongs to another identity is not given away.
 */
public final class SignIn {
  /** Name of the one identity provider: the htpasswd file. */
  public static final String PROVIDER = "htpasswd";

  private static final int MAX_ATTEMPTS = 20;

  private final StoreContext objects;

  public SignIn(StoreContext objects) {
    this.objects = objects;
  }

  /**
   * The user of that name, who now certainly is an object.
   *
   * @throws dev.weir.resource.StatusException 403 if the name is another identity's, 500 if too
   *     many others write
   */
  public User user(String name) {
    String userKey = ObjectKey.of(Kinds.USER, "", name);
    String identityKey = ObjectKey.of(Kinds.IDENTITY, "", PROVIDER + ":" + name);
    Attempts attempts = new Attempts(MAX_ATTEMPTS);
    while (attempts.next()) {
      Optional<Entry> storedUser = objects.store().get(userKey);
      Optional<Entry> storedIdentity = objects.store().get(identityKey);
      ObjectNode user = storedUser.map(SignIn::tree).orElseGet(() -> newUser(name));
      requireOwn(user, storedIdentity.map(SignIn::tree), name);
      String uid = Meta.uid(user);
      if (belongTogether(user, storedIdentity)) {
        return new User(name, uid, List.of(), Map.of());
      }
      ObjectNode identity = storedIdentity.map(SignIn::tree).orElseGet(() -> newIdentity(name));
      identity.putObject("user").put("name", name).put("uid", uid);
      user.putArray("identities").add(PROVIDER + ":" + name);
      var transaction =
          Transaction.builder()
              .ifAt(userKey, storedUser.map(Entry::modRevision).orElse(0L))
              .ifAt(identityKey, storedIdentity.map(Entry::modRevision).orElse(0L))
              .put(userKey, ApiObject.encode(user))
              .put(identityKey, ApiObject.encode(identity))
              .build();
      if (objects.store().commit(transaction) instanceof TransactionResult.Committed) {
        return new User(name, uid, List.of(), Map.of());
      }
    }
    throw ApiStatus.serverTimeout("too many writers at once, please log in again", 1).exception();
  }

  private static ObjectNode tree(Entry entry) {
    return Json.parseObject(entry.value());
  }

  private static boolean belongTogether(ObjectNode user, Optional<Entry> identity) {
    return !Json.arrayAt(user, "identities").isEmpty()
        && identity
            .map(SignIn::tree)
            .filter(i -> Json.string(Json.objectAt(i, "user"), "uid").equals(Meta.uid(user)))
            .isPresent();
  }

  private static void requireOwn(ObjectNode user, Optional<ObjectNode> identity, String name) {
    boolean others =
        Json.arrayAt(user, "identities")
            .valueStream()
            .map(JsonNode::asString)
            .anyMatch(own -> !own.equals(PROVIDER + ":" + name));
    String mapped = identity.map(i -> Json.string(Json.objectAt(i, "user"), "name")).orElse(name);
    if (others || !(mapped.isEmpty() || mapped.equals(name))) {
      throw ApiStatus.forbidden(Kinds.USER, name, "the user and the identity belong to others")
          .exception();
    }
  }

  private ObjectNode newUser(String name) {
    ObjectNode user = newObject(Kinds.USER, name);
    user.putNull("groups");
    return user;
  }

  private ObjectNode newIdentity(String name) {
    return newObject(Kinds.IDENTITY, PROVIDER + ":" + name)
        .put("providerName", PROVIDER)
        .put("providerUserName", name);
  }

  private ObjectNode newObject(ResourceKind kind, String name) {
    ObjectNode object = Json.object();
    Meta.of(object).put("name", name);
    MetaRules.prepareForCreate(
        kind, "", object, objects.newUid(), objects.now(), objects::randomSuffix);
    return object;
  }
}

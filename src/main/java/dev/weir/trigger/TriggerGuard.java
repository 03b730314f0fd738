package dev.weir.trigger;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.MoveRights;
import dev.weir.follower.Trigger;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.reference.StreamName;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A trigger hands out the pull spec of a stream's newest image: in another namespace that costs its
 * writer the right to pull there. The right is asked for when a trigger is set, changed or set
 * going, and again whenever it is about to move something; so who wrote it is kept beside the
 * object, where no client can write:
 *
 * <pre>
 *   /triggers/RESOURCE.GROUP/NS/NAME   {"uid":"…","writers":{"OTHER/STREAM WHAT":{"name":"…",…}}}
 * </pre>
 *
 * A note without {@code WHAT} is from before each trigger had its own, and holds for all on that
 * stream that have none. Triggers without a writer are from before this rule: they go on until
 * somebody touches them.
 */
public final class TriggerGuard implements WriteHook, MoveRights {
  /** Who moves what follows tags. */
  public static final User LOOP = User.system("loops");

  private static final String PREFIX = "/triggers/";

  private final Store store;
  private final Authorizer authorizer;
  private final UnaryOperator<User> today;
  private final KeptJobs anew;
  private final Map<String, KindWithTriggers> kinds = new HashMap<>();

  /**
   * Makes the guard.
   *
   * @param today a user as it is known at this moment, with its groups
   * @param anew Jobs that the loop makes anew: whoever wrote their triggers stays who wrote them
   * @param kinds whose triggers cost a right, whether anything follows them yet or not
   */
  public TriggerGuard(
      Store store,
      Authorizer authorizer,
      UnaryOperator<User> today,
      KeptJobs anew,
      List<? extends KindWithTriggers> kinds) {
    this.store = store;
    this.authorizer = authorizer;
    this.today = today;
    this.anew = anew;
    kinds.forEach(kind -> this.kinds.put(kind.kind().resource(), kind));
  }

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {}

  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {}

  @Override
  public void storing(
      Transaction.Builder transaction,
      Scope scope,
      ResourceKind kind,
      Optional<ObjectNode> before,
      ObjectNode after) {
    KindWithTriggers known = kinds.get(kind.resource());
    if (known == null || before.filter(old -> known.sameTriggers(old, after)).isPresent()) {
      return;
    }
    if (before.isEmpty() && isAnew(scope.user(), kind, after)) {
      handOver(transaction, kind, after);
      return;
    }
    List<Trigger> now = elsewhere(known, after);
    List<Trigger> was = before.map(old -> elsewhere(known, old)).orElse(List.of());
    if (now.equals(was)) {
      return;
    }
    List<Trigger> set = now.stream().filter(trigger -> isNew(trigger, was)).toList();
    set.forEach(trigger -> require(scope.user(), kind, after, trigger));
    String key = key(kind, Meta.namespace(after), Meta.name(after));
    Map<String, User> earlier = before.map(old -> writers(kind, old)).orElse(Map.of());
    Map<String, User> writers = new TreeMap<>();
    for (Trigger trigger : now) {
      writer(earlier, trigger).ifPresent(writer -> writers.put(note(trigger), writer));
    }
    set.forEach(trigger -> writers.put(note(trigger), scope.user()));
    if (!writers.isEmpty()) {
      transaction.put(key, encode(Meta.uid(after), writers));
    } else if (store.get(key).isPresent()) {
      transaction.delete(key);
    }
  }

  /** True of an object that the loop makes in the place of one that it deleted. */
  private boolean isAnew(User user, ResourceKind kind, ObjectNode object) {
    return user.equals(LOOP) && isKept(kind, Meta.namespace(object), Meta.name(object));
  }

  private boolean isKept(ResourceKind kind, String namespace, String name) {
    return kind.resource().equals(Kinds.JOB.resource()) && anew.find(namespace, name).isPresent();
  }

  /** The note of the old object becomes that of the new one. */
  private void handOver(Transaction.Builder transaction, ResourceKind kind, ObjectNode object) {
    String key = key(kind, Meta.namespace(object), Meta.name(object));
    String old =
        anew.find(Meta.namespace(object), Meta.name(object)).map(KeptJobs.Kept::uid).orElse("");
    store
        .get(key)
        .map(entry -> Json.parseObject(entry.value()))
        .filter(note -> Json.string(note, "uid").equals(old))
        .ifPresent(note -> transaction.put(key, Json.bytes(note.put("uid", Meta.uid(object)))));
  }

  /** The triggers on streams of other namespaces. */
  private static List<Trigger> elsewhere(KindWithTriggers kind, ObjectNode object) {
    return kind.triggers(object).all().stream()
        .filter(trigger -> !trigger.from().namespace().equals(Meta.namespace(object)))
        .toList();
  }

  /** True of a trigger that sets something going that did not go before. */
  private static boolean isNew(Trigger trigger, List<Trigger> before) {
    return before.stream()
        .noneMatch(old -> note(old).equals(note(trigger)) && (old.active() || !trigger.active()));
  }

  @Override
  public void removing(
      Transaction.Builder transaction, ResourceKind kind, String namespace, String name) {
    String key = key(kind, namespace, name);
    if (store.get(key).isPresent() && !isKept(kind, namespace, name)) {
      transaction.delete(key);
    }
  }

  private void require(User user, ResourceKind kind, ObjectNode object, Trigger trigger) {
    StreamName stream = trigger.from().streamName();
    String what = trigger instanceof Trigger.OfBuild ? "building from " : "a trigger on ";
    refusal(user, stream)
        .ifPresent(
            reason -> {
              throw ApiStatus.forbidden(
                      kind,
                      Meta.name(object),
                      what
                          + stream
                          + " takes get on imagestreams/layers there: "
                          + reason
                          + "; ask for the role system:image-puller in "
                          + stream.namespace())
                  .exception();
            });
  }

  private Optional<String> refusal(User user, StreamName stream) {
    Attributes pull = Attributes.layers("get", stream.namespace(), stream.name());
    return authorizer.denial(user, pull);
  }

  /** A trigger may move nothing any more once its writer has lost the right. */
  @Override
  public Optional<String> refusal(ResourceKind kind, ObjectNode object, Trigger trigger) {
    return trigger.from().namespace().equals(Meta.namespace(object))
        ? Optional.empty()
        : writer(writers(kind, object), trigger)
            .flatMap(writer -> refusal(today.apply(writer), trigger.from().streamName()))
            .map(
                reason ->
                    "whoever set it has lost the right to pull there, "
                        + reason
                        + "; somebody who has it may set the trigger again");
  }

  /** Whoever wrote the trigger, and may read there who moved the tag, may have it told here. */
  @Override
  public boolean mayName(ResourceKind kind, ObjectNode object, Trigger trigger) {
    return MoveRights.super.mayName(kind, object, trigger)
        || writer(writers(kind, object), trigger)
            .filter(writer -> authorizer.allows(today.apply(writer), history(trigger.from())))
            .isPresent();
  }

  private static Attributes history(Trigger.TagKey tag) {
    ResourceKind tags = Kinds.IMAGE_STREAM_TAG;
    return new Attributes(
        "get", tags.group(), tags.plural(), "history", tag.namespace(), tag.nameInNamespace(), "");
  }

  private static Optional<User> writer(Map<String, User> notes, Trigger trigger) {
    return Optional.ofNullable(notes.get(note(trigger)))
        .or(() -> Optional.ofNullable(notes.get(trigger.from().streamName().toString())));
  }

  private static String note(Trigger trigger) {
    return trigger.from().streamName() + " " + trigger.what();
  }

  /** Of another object of the same name there is nothing to be known. */
  private Map<String, User> writers(ResourceKind kind, ObjectNode object) {
    Optional<Entry> entry = store.get(key(kind, Meta.namespace(object), Meta.name(object)));
    JsonNode record = entry.map(e -> Json.parse(e.value())).orElseGet(Json::object);
    Map<String, User> found = new TreeMap<>();
    if (Json.string(record, "uid").equals(Meta.uid(object))) {
      Json.objectAt(record, "writers").forEachEntry((note, user) -> found.put(note, user(user)));
    }
    return found;
  }

  private static String key(ResourceKind kind, String namespace, String name) {
    return PREFIX + kind.resource() + "/" + namespace + "/" + name;
  }

  private static byte[] encode(String uid, Map<String, User> writers) {
    ObjectNode record = Json.object().put("uid", uid);
    ObjectNode all = record.putObject("writers");
    writers.forEach(
        (note, user) -> {
          ObjectNode one = all.putObject(note);
          one.put("name", user.name()).put("uid", user.uid());
          user.groups().forEach(one.putArray("groups")::add);
          ObjectNode extra = one.putObject("extra");
          user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
        });
    return Json.bytes(record);
  }

  private static User user(JsonNode record) {
    Map<String, List<String>> extra = new TreeMap<>();
    Json.objectAt(record, "extra").forEachEntry((key, values) -> extra.put(key, texts(values)));
    return new User(
        Json.string(record, "name"),
        Json.string(record, "uid"),
        texts(record.get("groups")),
        extra);
  }

  private static List<String> texts(@Nullable JsonNode array) {
    List<String> found = new ArrayList<>();
    if (array != null) {
      array.forEach(value -> found.add(value.asString("")));
    }
    return found;
  }
}

package dev.weir.platform.rbac;

import dev.weir.access.PolicyRule;
import dev.weir.lock.Attempts;
import dev.weir.objects.StoreContext;
import dev.weir.objects.meta.MetaRules;
import dev.weir.objects.value.ObjectKey;
import dev.weir.platform.rbac.DefaultRoles.Default;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Entry;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings the default roles and bindings to where they should be when the server starts, in one
 * transaction if the store takes it: what is missing comes (back), rules and subjects that are
 * missing are added, what users added stays. An object whose annotation {@code
 * rbac.authorization.kubernetes.io/autoupdate} says {@code false} is left alone.
 *
 * <p>A note of the last time tells a start that nothing happened since, so that it need not read a
 * hundred roles.
 */
public final class DefaultPolicy {
  private static final int MAX_ATTEMPTS = 5;

  private final StoreContext context;

  public DefaultPolicy(StoreContext context) {
    this.context = context;
  }

  /** Writes what is missing; on return the default roles hold. */
  public void ensure() {
    if (PolicyNote.holds(context.store())) {
      return;
    }
    List<Default> defaults = DefaultRoles.read();
    Attempts attempts = new Attempts(MAX_ATTEMPTS);
    while (attempts.next()) {
      Transaction changes = changes(defaults);
      boolean atOnce = context.store().limits().hold(changes);
      if (atOnce && context.store().commit(changes) instanceof TransactionResult.Committed) {
        return;
      }
      if (!atOnce) {
        writeInSteps(changes); // and then the note, with the revisions that they got
      }
    }
    throw new IllegalStateException("the default roles are being changed by others all the time");
  }

  /** Without the note: a start that ends half-way is followed by one that goes on. */
  private void writeInSteps(Transaction changes) {
    List<Transaction> objects =
        changes.torn().stream()
            .filter(part -> !part.operations().getFirst().key().equals(PolicyNote.KEY))
            .toList();
    context.store().limits().pack(objects).forEach(context.store()::commit);
  }

  private Transaction changes(List<Default> defaults) {
    Map<String, Entry> entries = new HashMap<>();
    Map<String, ObjectNode> clusterRoles = new HashMap<>();
    for (Entry entry :
        context.store().range(RangeQuery.all("/registry/" + RbacKinds.GROUP + "/")).entries()) {
      entries.put(entry.key(), entry);
      if (entry.key().startsWith(ObjectKey.prefix(Kinds.CLUSTER_ROLE, ""))) {
        clusterRoles.put(entry.key(), Json.parseObject(entry.value()));
      }
    }
    Map<String, ObjectNode> wanted = new HashMap<>();
    for (Default one : defaults) {
      String key = key(one);
      Entry present = entries.get(key);
      ObjectNode object =
          present == null
              ? created(one.kind(), one.object().deepCopy())
              : reconciled(one.kind(), Json.parseObject(present.value()), one.object());
      wanted.put(key, object);
      if (one.kind().equals(Kinds.CLUSTER_ROLE)) {
        clusterRoles.put(key, object);
      }
    }
    Aggregation.gather(clusterRoles.values());
    wanted.putAll(clusterRoles);
    PolicyNote note = new PolicyNote();
    defaults.forEach(one -> note.add(key(one), Optional.ofNullable(entries.get(key(one)))));
    return transaction(entries, wanted, note);
  }

  private static Transaction transaction(
      Map<String, Entry> entries, Map<String, ObjectNode> wanted, PolicyNote note) {
    var transaction = Transaction.builder();
    wanted.forEach(
        (key, object) -> {
          Entry present = entries.get(key);
          byte[] encoded = ApiObject.encode(object);
          if (present == null) {
            transaction.ifAbsent(key).put(key, encoded);
          } else if (!Json.parse(present.value()).equals(Json.parse(encoded))) {
            transaction.ifAt(key, present.modRevision()).put(key, encoded);
            note.changed(key);
          }
        });
    return transaction.put(PolicyNote.KEY, note.encode()).build();
  }

  private static String key(Default one) {
    return ObjectKey.of(one.kind(), Meta.namespace(one.object()), Meta.name(one.object()));
  }

  private ObjectNode created(ResourceKind kind, ObjectNode object) {
    MetaRules.prepareForCreate(
        kind,
        Meta.namespace(object),
        object,
        context.newUid(),
        context.now(),
        context::randomSuffix);
    return object;
  }

  private ObjectNode reconciled(ResourceKind kind, ObjectNode present, ObjectNode wanted) {
    if (Meta.annotation(present, DefaultRoles.AUTOUPDATE).equals("false")) {
      return present;
    }
    boolean otherRole =
        wanted.has("roleRef") && !wanted.get("roleRef").equals(present.get("roleRef"));
    if (otherRole) {
      return created(kind, wanted.deepCopy());
    }
    for (String map : List.of("labels", "annotations")) {
      ObjectNode there = Json.ensureObject(Meta.of(present), map);
      Json.objectAt(Meta.of(wanted), map)
          .forEachEntry(
              (name, value) -> {
                if (!there.has(name)) {
                  there.set(name, value);
                }
              });
    }
    addRights(present, wanted);
    return present;
  }

  private static void addRights(ObjectNode present, ObjectNode wanted) {
    if (wanted.has("aggregationRule")) {
      addItems(
          Json.ensureObject(present, "aggregationRule"),
          Json.objectAt(wanted, "aggregationRule"),
          "clusterRoleSelectors");
      return;
    }
    addItems(present, wanted, "subjects");
    HeldRights held = new HeldRights(PolicyRule.all(present));
    for (PolicyRule rule : PolicyRule.all(wanted)) {
      if (!held.missing(List.of(rule)).isEmpty()) {
        Json.ensureArray(present, "rules").add(rule.toJson());
      }
    }
  }

  private static void addItems(ObjectNode present, ObjectNode wanted, String list) {
    for (JsonNode item : Json.arrayAt(wanted, list)) {
      ArrayNode there = Json.ensureArray(present, list);
      if (there.valueStream().noneMatch(item::equals)) {
        there.add(item);
      }
    }
  }
}

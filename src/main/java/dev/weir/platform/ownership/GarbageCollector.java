package dev.weir.platform.ownership;

import dev.weir.access.User;
import dev.weir.controller.Reconciler;
import dev.weir.controller.WorkQueue;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.meta.Finalizers;
import dev.weir.objects.meta.Propagation;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes objects whose owners have all gone, lets owners go whose dependents have gone, and frees
 * dependents that shall stay. An owner of another uid is another object; an owner of a kind that
 * nobody here knows is taken to be there.
 */
public final class GarbageCollector implements Reconciler {
  private static final User USER = User.system("garbage-collector");
  private static final int NOT_FOUND = 404;

  private final Places places;
  private final Dependents dependents;
  private final WorkQueue queue;

  GarbageCollector(Places places, Dependents dependents, WorkQueue queue) {
    this.places = places;
    this.dependents = dependents;
    this.queue = queue;
  }

  private enum Owner {
    THERE,
    GONE,
    /** It is being deleted and waits for what it owns. */
    WAITING
  }

  @Override
  public void reconcile(String key) {
    Optional<Place> place = places.ofKey(key);
    Optional<ObjectNode> object = place.flatMap(GarbageCollector::read);
    if (object.isEmpty()) {
      return;
    }
    if (!Finalizers.isTerminating(object.get())) {
      collect(place.get(), object.get());
      return;
    }
    List<String> finalizers = Finalizers.names(object.get());
    if (finalizers.contains(Finalizers.ORPHAN)) {
      free(place.get(), object.get());
    } else if (finalizers.contains(Finalizers.FOREGROUND)) {
      awaitDependents(place.get(), object.get());
    }
  }

  private static Optional<ObjectNode> read(Place place) {
    try {
      return Optional.of(place.rest().get(scope(place), place.name()).tree());
    } catch (StatusException e) {
      if (e.status().code() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Scope scope(Place place) {
    return new Scope(USER, place.namespace());
  }

  private void collect(Place place, ObjectNode object) {
    List<String> lost = new ArrayList<>();
    boolean owned = false;
    boolean waiting = false;
    for (OwnerReference reference : OwnerReference.of(object)) {
      Owner owner = state(reference, place);
      owned |= owner == Owner.THERE;
      waiting |= owner == Owner.WAITING;
      if (owner != Owner.THERE) {
        lost.add(reference.uid());
      }
    }
    if (lost.isEmpty()) {
      return;
    }
    if (owned) {
      change(place, o -> withoutOwners(o, lost::contains));
    } else {
      delete(place, object, waiting && !dependents.of(place.key()).isEmpty());
    }
  }

  private Owner state(OwnerReference reference, Place dependent) {
    Optional<Place> place = places.ofOwner(reference, dependent);
    if (place.isEmpty()) {
      return Owner.THERE;
    }
    Optional<ObjectNode> owner =
        read(place.get()).filter(object -> Meta.uid(object).equals(reference.uid()));
    if (owner.isEmpty()) {
      return Owner.GONE;
    }
    boolean waits =
        Finalizers.isTerminating(owner.get())
            && Finalizers.names(owner.get()).contains(Finalizers.FOREGROUND);
    return waits ? Owner.WAITING : Owner.THERE;
  }

  private static void delete(Place place, ObjectNode object, boolean foreground) {
    List<String> finalizers = Finalizers.names(object);
    Propagation propagation = Propagation.BACKGROUND;
    if (foreground || finalizers.contains(Finalizers.FOREGROUND)) {
      propagation = Propagation.FOREGROUND;
    } else if (finalizers.contains(Finalizers.ORPHAN)) {
      propagation = Propagation.ORPHAN;
    }
    var options =
        new DeleteOptions(false, Meta.uid(object), Meta.resourceVersion(object), propagation);
    ignoreAbsent(
        () -> {
          ObjectNode _ = place.rest().delete(scope(place), place.name(), options);
        });
  }

  /** The owner goes as soon as no dependent is left that it must wait for. */
  private void awaitDependents(Place owner, ObjectNode object) {
    boolean blocked = false;
    for (String key : dependents.of(owner.key())) {
      Optional<ObjectNode> dependent = places.ofKey(key).flatMap(GarbageCollector::read);
      if (dependent.isPresent()) {
        for (OwnerReference reference : OwnerReference.of(dependent.get())) {
          blocked |= reference.blocks() && reference.uid().equals(Meta.uid(object));
        }
        queue.add(key);
      }
    }
    if (!blocked) {
      change(owner, o -> Finalizers.without(o, Finalizers.FOREGROUND));
    }
  }

  private void free(Place owner, ObjectNode object) {
    for (String key : dependents.of(owner.key())) {
      places.ofKey(key).ifPresent(d -> change(d, o -> withoutOwners(o, Meta.uid(object)::equals)));
    }
    change(owner, o -> Finalizers.without(o, Finalizers.ORPHAN));
  }

  private static ObjectNode withoutOwners(ObjectNode object, Predicate<String> uids) {
    ArrayNode kept = Json.array();
    Json.arrayAt(Meta.of(object), "ownerReferences")
        .valueStream()
        .filter(reference -> !uids.test(Json.string(reference, "uid")))
        .forEach(kept::add);
    if (kept.isEmpty()) {
      Meta.of(object).remove("ownerReferences");
    } else {
      Meta.of(object).set("ownerReferences", kept);
    }
    return object;
  }

  private static void change(Place place, UnaryOperator<ObjectNode> change) {
    ignoreAbsent(
        () -> {
          Updated _ = place.rest().update(scope(place), place.name(), change, WriteOptions.STORE);
        });
  }

  private static void ignoreAbsent(Runnable action) {
    try {
      action.run();
    } catch (StatusException e) {
      if (e.status().code() != NOT_FOUND) {
        throw e;
      }
    }
  }
}

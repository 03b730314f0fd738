package dev.weir.platform.openshift.build.phase;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a builder takes a build: it may where the condition {@value #STARTABLE} is true, which the
 * server alone sets, and says in an annotation who it is. Pure.
 */
public final class BuildTakes {
  /** Who builds it. */
  public static final String BUILDER = "weir.dev/builder";

  /** Type of the condition that says that it is a build's turn. */
  public static final String STARTABLE = "Startable";

  private BuildTakes() {}

  /** True if it is the build's turn. */
  public static boolean isStartable(ObjectNode build) {
    return condition(build, STARTABLE)
        .filter(condition -> Json.string(condition, "status").equals("True"))
        .isPresent();
  }

  /** The condition of a type; empty if the build has none. */
  public static Optional<ObjectNode> condition(ObjectNode build, String type) {
    return Json.arrayAt(Json.objectAt(build, "status"), "conditions")
        .valueStream()
        .filter(condition -> Json.string(condition, "type").equals(type))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .findFirst();
  }

  /** Gives a build the condition that another state of it has; none if that has none. */
  public static void keepTurn(ObjectNode build, ObjectNode old) {
    ArrayNode conditions = Json.array();
    for (JsonNode one : Json.arrayAt(Json.objectAt(build, "status"), "conditions")) {
      if (!Json.string(one, "type").equals(STARTABLE)) {
        conditions.add(one);
      }
    }
    condition(old, STARTABLE).ifPresent(conditions::add);
    ObjectNode status = Json.ensureObject(build, "status");
    if (conditions.isEmpty()) {
      status.remove("conditions");
    } else {
      status.set("conditions", conditions);
    }
  }

  /**
   * Lets nobody take what another one has.
   *
   * @throws dev.weir.resource.StatusException 409
   */
  public static void requireSameBuilder(ObjectNode updated, ObjectNode old) {
    String holder = Meta.annotation(old, BUILDER);
    String asking = Meta.annotation(updated, BUILDER);
    boolean taken = BuildPhase.of(old).filter(phase -> phase != BuildPhase.NEW).isPresent();
    if (taken && !holder.isEmpty() && !asking.isEmpty() && !asking.equals(holder)) {
      throw ApiStatus.conflict(
              Kinds.BUILD,
              Meta.name(old),
              "it was taken by builder " + holder + "; look for another one")
          .exception();
    }
    if (taken && asking.isEmpty() && !holder.isEmpty()) {
      Meta.setAnnotation(updated, BUILDER, holder);
    }
  }

  /** Nobody has a build that is new: who takes it names itself in that write. */
  public static void keepFree(ObjectNode build) {
    if (BuildPhase.of(build).filter(phase -> phase == BuildPhase.NEW).isPresent()) {
      Meta.removeAnnotation(build, BUILDER);
    }
  }

  /** What is in the way of somebody who takes a build. */
  public static List<FieldProblem> problems(ObjectNode updated, ObjectNode old) {
    if (!isStartable(old)) {
      return List.of(
          FieldProblem.invalid(
              "status.phase",
              BuildPhase.PENDING.text(),
              "the build is New and may not become Pending yet: wait until its condition "
                  + STARTABLE
                  + " is True"));
    }
    return Meta.annotation(updated, BUILDER).isBlank()
        ? List.of(
            FieldProblem.required(
                "metadata.annotations." + BUILDER, "whoever takes a build says who it is"))
        : List.of();
  }
}

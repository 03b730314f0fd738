package dev.weir.platform.openshift.build.phase;

import dev.weir.access.User;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who may say how a build goes: the account that took it, which the server notes on the build, and
 * whoever may do so for all projects. What a builder calls itself proves nothing.
 *
 * @param overseers who may report on builds that others took
 */
public record Reports(Predicate<User> overseers) {
  /** Which account took it; written by the server alone. */
  public static final String TAKER = "weir.dev/taken-by";

  private static final String CANCELLED = "cancelled";

  /** By which way something is written. */
  public enum Way {
    /** {@code details} or {@code status}. */
    REPORT,
    /** The build itself. */
    OBJECT
  }

  /**
   * Notes who takes a build, and refuses what is not the writer's to say.
   *
   * @param sent is changed
   * @throws dev.weir.resource.StatusException 409 for who takes what is taken, 403 for who reports
   *     on it, 422 for who takes it by another way than reports
   */
  public ObjectNode noted(ObjectNode sent, ObjectNode old, User user, Way way) {
    keep(sent, Meta.annotation(old, TAKER));
    boolean takes =
        BuildPhase.of(old).filter(phase -> phase == BuildPhase.NEW).isPresent()
            && BuildPhase.of(sent).filter(phase -> phase == BuildPhase.PENDING).isPresent();
    if (takes && way == Way.OBJECT) {
      throw ApiStatus.invalid(
              Kinds.BUILD,
              Meta.name(old),
              List.of(
                  FieldProblem.invalid(
                      "status.phase",
                      BuildPhase.PENDING.text(),
                      "a build is taken by a write to builds/details or builds/status")))
          .exception();
    }
    if (takes) {
      keep(sent, user.name());
    } else if (isActive(old) && says(sent, old, way)) {
      require(sent, old, user);
    }
    return sent;
  }

  /**
   * A build as it is made: new, whatever the maker says of its status, unless that one may report
   * on every build, as whoever restores builds does.
   *
   * @param sent is changed
   */
  public ObjectNode begun(ObjectNode sent, User user) {
    if (!overseers.test(user)) {
      JsonNode config = Json.objectAt(sent, "status").get("config");
      ObjectNode status = sent.putObject("status");
      if (config instanceof ObjectNode of) {
        status.set("config", of);
      }
    }
    return sent;
  }

  private static boolean isActive(ObjectNode build) {
    return BuildPhase.of(build).filter(BuildPhase::isActive).isPresent();
  }

  /** True of a report, even one without news, and of an object with another status. */
  private static boolean says(ObjectNode sent, ObjectNode old, Way way) {
    ObjectNode before = Json.objectAt(old, "status").deepCopy();
    ObjectNode after = Json.objectAt(sent, "status").deepCopy();
    boolean cancels = !after.path(CANCELLED).equals(before.path(CANCELLED));
    before.remove(CANCELLED);
    after.remove(CANCELLED);
    boolean same = after.equals(before);
    return way == Way.REPORT ? !(cancels && same) : !same;
  }

  private void require(ObjectNode sent, ObjectNode old, User user) {
    String taker = Meta.annotation(old, TAKER);
    if (taker.isEmpty() || taker.equals(user.name()) || overseers.test(user)) {
      return;
    }
    String name = Meta.name(old);
    boolean late = Json.objectAt(sent, "status").equals(Json.objectAt(old, "status"));
    throw (late
            ? ApiStatus.conflict(
                Kinds.BUILD, name, "it was taken by " + taker + "; look for another one")
            : ApiStatus.forbidden(
                Kinds.BUILD,
                name,
                "it was taken by "
                    + taker
                    + ", which alone reports on it, beside those who may update builds/status in"
                    + " all projects; to stop it set status.cancelled"))
        .exception();
  }

  private static void keep(ObjectNode build, String taker) {
    if (taker.isEmpty()) {
      Meta.removeAnnotation(build, TAKER);
    } else {
      Meta.setAnnotation(build, TAKER, taker);
    }
  }
}

package dev.weir.trigger;

import dev.weir.follower.Cause;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.patch.JsonPatch;
import dev.weir.workload.WorkloadKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a Job, whose template never changes, when its tag moves. Pure. */
final class JobAnew {
  /** On a Job: {@code "true"} if it may be deleted and made anew with a new image. */
  static final String ANNOTATION = "weir.dev/recreate";

  /** Labels by which a Job finds its own pods (Kubernetes API, Job): the new one gets its own. */
  private static final List<String> GENERATED =
      List.of(
          "batch.kubernetes.io/controller-uid",
          "controller-uid",
          "batch.kubernetes.io/job-name",
          "job-name");

  private static final String TRIAL = "weir-recreate-";
  private static final Pattern TRIAL_NAME = Pattern.compile(TRIAL + "[a-z0-9]*");

  private static final List<String> STARTED =
      List.of("active", "succeeded", "failed", "ready", "terminating");

  private JobAnew() {}

  static boolean isAskedFor(ObjectNode job) {
    return Meta.annotation(job, ANNOTATION).equals("true");
  }

  /** True if the Job has had pods, or somebody is about to give it some. */
  static boolean hasStarted(ObjectNode job) {
    ObjectNode status = Json.objectAt(job, "status");
    return !Json.string(status, "startTime").isEmpty()
        || STARTED.stream().anyMatch(count -> status.path(count).asInt(0) > 0);
  }

  static boolean hasEnded(ObjectNode job) {
    return Json.arrayAt(Json.objectAt(job, "status"), "conditions")
        .valueStream()
        .anyMatch(
            condition ->
                List.of("Complete", "Failed").contains(Json.string(condition, "type"))
                    && Json.string(condition, "status").equals("True"));
  }

  /**
   * The Job that takes the place of another one: the same with other images, without what a server
   * gave it.
   */
  static ObjectNode of(WorkloadKind kind, ObjectNode job, List<Cause> causes) {
    ObjectNode moved =
        (ObjectNode)
            JsonPatch.parse(Json.parse(new ContainerPatch(kind, job, causes).bytes())).apply(job);
    ObjectNode anew = Json.object();
    anew.put("apiVersion", kind.kind().apiVersion()).put("kind", kind.kind().kind());
    ObjectNode meta = anew.putObject("metadata");
    for (String kept : List.of("name", "namespace", "labels", "annotations", "ownerReferences")) {
      if (Meta.of(moved).has(kept)) {
        meta.set(kept, Meta.of(moved).get(kept).deepCopy());
      }
    }
    ObjectNode spec = Json.objectAt(moved, "spec").deepCopy();
    anew.set("spec", spec);
    if (!spec.path("manualSelector").asBoolean(false)) {
      spec.remove("selector");
      Json.objectAt(meta, "labels").remove(GENERATED);
      Json.objectAt(Meta.of(kind.pod(anew)), "labels").remove(GENERATED);
    }
    return anew;
  }

  /** The same Job under a name of the server's choice, to find out whether it would be taken. */
  static ObjectNode rehearsed(ObjectNode anew) {
    ObjectNode rehearsed = anew.deepCopy();
    Meta.of(rehearsed).remove("name");
    Meta.of(rehearsed).put("generateName", TRIAL);
    return rehearsed;
  }

  /** A refusal of the rehearsed Job in words about the Job that it stands for. */
  static ApiStatus named(ApiStatus refusal, ObjectNode anew) {
    return new ApiStatus(
        refusal.code(),
        refusal.reason(),
        TRIAL_NAME.matcher(refusal.message()).replaceAll(Matcher.quoteReplacement(Meta.name(anew))),
        refusal.details());
  }
}

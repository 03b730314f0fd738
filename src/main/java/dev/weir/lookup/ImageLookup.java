package dev.weir.lookup;

import dev.weir.imagestream.SourceStreams;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteHook;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.WorkloadKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets workloads name image streams as images: where the stream's {@code lookupPolicy.local} or the
 * workload's annotation allows it, a name becomes the pull spec of the tag when the workload is
 * made, and again when somebody changes it. A name that means no stream stays what it is, and is no
 * error: it is that of an image elsewhere (controllers-and-access.md 5).
 *
 * <p>To see the streams costs the writer nothing: only those of the workload's own namespace are
 * looked at.
 */
public final class ImageLookup implements WriteHook {
  /**
   * With the value {@code *}, on a workload or its pod template: all names are those of streams.
   */
  public static final String ANNOTATION = "alpha.image.policy.openshift.io/resolve-names";

  private static final String BATCH_JOBS = "jobs.batch";

  private final SourceStreams streams;
  private final RegistryHosts hosts;
  private final Map<String, WorkloadKind> kinds = new HashMap<>();
  private final Predicate<WorkloadKind> triggered;

  /**
   * Looks images up.
   *
   * @param triggered kinds whose images follow the trigger annotation
   */
  public ImageLookup(
      SourceStreams streams,
      RegistryHosts hosts,
      List<WorkloadKind> kinds,
      Predicate<WorkloadKind> triggered) {
    this.streams = streams;
    this.hosts = hosts;
    kinds.forEach(kind -> this.kinds.put(kind.kind().resource(), kind));
    this.triggered = triggered;
  }

  @Override
  public void creating(Scope scope, ResourceKind kind, ObjectNode object) {
    resolve(kind, Json.object(), object);
  }

  /** A Job's or a Build's images cannot change any more. */
  @Override
  public void updating(Scope scope, ResourceKind kind, ObjectNode before, ObjectNode after) {
    if (!isBuild(kind) && !kind.resource().equals(BATCH_JOBS)) {
      resolve(kind, before, after);
    }
  }

  @Override
  public List<String> remarks(ResourceKind kind, ObjectNode object) {
    return Optional.ofNullable(kinds.get(kind.resource())).stream()
        .flatMap(workload -> LookupProblems.of(workload, object).stream())
        .toList();
  }

  private static boolean isBuild(ResourceKind kind) {
    return kind.resource().equals(Kinds.BUILD.resource());
  }

  private void resolve(ResourceKind kind, ObjectNode before, ObjectNode object) {
    Optional<WorkloadKind> workload = Optional.ofNullable(kinds.get(kind.resource()));
    if ((workload.isEmpty() && !isBuild(kind)) || Meta.isControlled(object)) {
      return; // its owner was looked at already
    }
    boolean forced = isForced(workload, object);
    // whoever turns the annotation on wants the names that are there looked up too
    ObjectNode known = forced && !isForced(workload, before) ? Json.object() : before;
    String namespace = Meta.namespace(object);
    ImageNames names = new ImageNames(namespace, forced, streams, hosts);
    workload.ifPresentOrElse(
        pods -> PodImages.resolve(pods, triggered.test(pods), known, object, names),
        () -> BuildImages.resolve(object, namespace, names));
  }

  private static boolean isForced(Optional<WorkloadKind> kind, ObjectNode object) {
    return Meta.annotation(object, ANNOTATION).equals("*")
        || kind.filter(pods -> Meta.annotation(pods.pod(object), ANNOTATION).equals("*"))
            .isPresent();
  }
}

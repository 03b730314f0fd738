package dev.weir.why;

import dev.weir.client.Resources;
import dev.weir.client.UnansweredException;
import dev.weir.follower.KindWithTriggers;
import dev.weir.follower.MoveRights;
import dev.weir.follower.Trigger.TagKey;
import dev.weir.follower.TriggeredKind;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.why.WhyPage.Asking;
import dev.weir.workload.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects that may be asked about, wherever they are. */
public final class Subjects {
  private static final int NOT_FOUND = 404;

  /** Longest way from an object to what made it: a Pod, its ReplicaSet, its Deployment. */
  private static final int MOST_OWNERS = 5;

  private static final List<ResourceKind> WITHOUT_PODS =
      List.of(Kinds.BUILD_CONFIG, Kinds.BUILD, Kinds.IMAGE_STREAM_TAG, Kinds.IMAGE_TAG);

  private final Workloads workloads;

  /**
   * What there is.
   *
   * @param own objects of this server
   * @param elsewhere those of the other server, if its workloads follow the tags of this one
   * @param pods kinds with a pod in them
   * @param withTriggers all kinds that say which tags they follow
   * @param moved what follows where the workloads are
   * @param built what is built on this server, wherever the workloads are
   */
  public record Workloads(
      Resources own,
      Optional<Resources> elsewhere,
      List<WorkloadKind> pods,
      List<KindWithTriggers> withTriggers,
      Acting moved,
      Acting built) {}

  /**
   * Kinds whose triggers something acts on.
   *
   * @param rights which triggers may move nothing
   */
  public record Acting(List<TriggeredKind> kinds, MoveRights rights) {
    private Optional<TriggeredKind> of(ResourceKind kind) {
      return kinds.stream().filter(it -> it.kind().equals(kind)).findFirst();
    }
  }

  public Subjects(Workloads workloads) {
    this.workloads = workloads;
  }

  List<ResourceKind> kinds() {
    List<ResourceKind> all =
        new ArrayList<>(workloads.pods().stream().map(WorkloadKind::kind).toList());
    all.addAll(WITHOUT_PODS);
    return all;
  }

  /** The kind with that name, such as {@code deployments.apps}. */
  Optional<ResourceKind> kind(String resource) {
    return kinds().stream().filter(kind -> kind.resource().equals(resource)).findFirst();
  }

  /**
   * An object: that of the other server, if there is one.
   *
   * @throws StatusException 404 if there is none; 503 if the other server cannot be asked
   */
  Subject find(ResourceKind kind, String namespace, String name) {
    if (isTag(kind)) {
      return new Subject(kind, named(namespace, name), false);
    }
    return there(kind, namespace, name)
        .orElseGet(
            () -> new Subject(kind, workloads.own().get(kind, namespace, name).copy(), false));
  }

  private static boolean isTag(ResourceKind kind) {
    return kind.equals(Kinds.IMAGE_STREAM_TAG) || kind.equals(Kinds.IMAGE_TAG);
  }

  private static ObjectNode named(String namespace, String name) {
    ObjectNode object = Json.object();
    Meta.of(object).put("namespace", namespace).put("name", name);
    return object;
  }

  private Optional<Subject> there(ResourceKind kind, String namespace, String name) {
    if (workloads.elsewhere().isEmpty() || pods(kind).isEmpty()) {
      return Optional.empty();
    }
    try {
      ObjectNode object = workloads.elsewhere().get().get(kind, namespace, name).copy();
      return Optional.of(new Subject(kind, object, true));
    } catch (StatusException | UnansweredException e) {
      return ifMissing(e);
    }
  }

  private static Optional<Subject> ifMissing(RuntimeException e) {
    if (e instanceof StatusException refusal && refusal.status().code() == NOT_FOUND) {
      return Optional.empty();
    }
    throw ApiStatus.unavailable(
            "the server of the workloads (weir serve --workloads) cannot tell: " + e.getMessage())
        .exception();
  }

  private Optional<WorkloadKind> pods(ResourceKind kind) {
    return workloads.pods().stream().filter(pods -> pods.kind().equals(kind)).findFirst();
  }

  /** Those of a namespace: of the other server, if there is one. */
  List<Subject> list(ResourceKind kind, String namespace, Resources.Query query) {
    boolean elsewhere = workloads.elsewhere().isPresent() && pods(kind).isPresent();
    if (elsewhere) {
      try {
        return subjects(workloads.elsewhere().orElseThrow(), kind, namespace, query, true);
      } catch (StatusException | UnansweredException e) {
        Optional<Subject> _ = ifMissing(e);
      }
    }
    return subjects(workloads.own(), kind, namespace, query, false);
  }

  private static List<Subject> subjects(
      Resources from, ResourceKind kind, String namespace, Resources.Query query, boolean there) {
    return from.list(kind, namespace, query).items().stream()
        .map(object -> new Subject(kind, object.copy(), there))
        .toList();
  }

  /** Why an object runs what it runs. */
  ObjectReason reason(Asking asking, Subject subject) {
    if (isTag(subject.kind())) {
      return tag(asking, subject);
    }
    Optional<WorkloadKind> pods = pods(subject.kind());
    if (pods.isEmpty()) {
      return new BuildReasons(asking.reasons()).of(subject, following(subject));
    }
    PodReasons.Pods asked = new PodReasons.Pods(subject, pods.get());
    List<PodReasons.Pods> owners = owners(asking, asked);
    Subject root = owners.isEmpty() ? subject : owners.getLast().subject();
    return new PodReasons(asking.reasons()).of(asked, owners, following(root));
  }

  private static ObjectReason tag(Asking asking, Subject subject) {
    int colon = subject.name().indexOf(':');
    if (colon <= 0 || colon == subject.name().length() - 1) {
      throw ApiStatus.badRequest("a tag is named STREAM:TAG, not \"" + subject.name() + "\"")
          .exception();
    }
    TagKey tag =
        new TagKey(
            subject.namespace(),
            subject.name().substring(0, colon),
            subject.name().substring(colon + 1));
    boolean there =
        asking.reasons().facts().stream(tag.streamName())
            .filter(s -> s.specTag(tag.tag()).isPresent() || s.newest(tag.tag()).isPresent())
            .isPresent();
    if (!there) {
      throw ApiStatus.notFound(Kinds.IMAGE_STREAM_TAG, subject.name()).exception();
    }
    return new ObjectReason(
        subject.kind(),
        subject.namespace(),
        subject.name(),
        false,
        List.of(),
        List.of(asking.reasons().ofTag("tag " + subject.name(), tag)),
        0,
        List.of());
  }

  private Optional<Following> following(Subject root) {
    ResourceKind kind = root.kind();
    Optional<TriggeredKind> built = workloads.built().of(kind);
    if (built.isPresent()) {
      return Optional.of(new Following(built.get(), built, workloads.built().rights(), ""));
    }
    boolean left = workloads.elsewhere().isPresent() && !root.elsewhere();
    Optional<TriggeredKind> moves = left ? Optional.empty() : workloads.moved().of(kind);
    String idle =
        left
            ? "this server follows the workloads of another one (weir serve --workloads), not its"
                + " own"
            : "triggers of " + kind.plural() + " move nothing here";
    return workloads.withTriggers().stream()
        .filter(reads -> reads.kind().equals(kind))
        .findFirst()
        .map(
            reads ->
                new Following(
                    moves.<KindWithTriggers>map(it -> it).orElse(reads),
                    moves,
                    workloads.moved().rights(),
                    moves.isPresent() ? "" : idle));
  }

  /** What made an object, and what made that; as far as whoever asks may see. */
  private List<PodReasons.Pods> owners(Asking asking, PodReasons.Pods asked) {
    List<PodReasons.Pods> found = new ArrayList<>();
    Subject at = asked.subject();
    while (found.size() < MOST_OWNERS) {
      Optional<PodReasons.Pods> owner = owner(asking, at);
      if (owner.isEmpty()) {
        break;
      }
      found.add(owner.get());
      at = owner.get().subject();
    }
    return found;
  }

  private Optional<PodReasons.Pods> owner(Asking asking, Subject of) {
    for (JsonNode reference :
        Json.arrayAt(Json.objectAt(of.object(), "metadata"), "ownerReferences")) {
      if (reference.path("controller").asBoolean(false)) {
        return workloads.pods().stream()
            .filter(pods -> pods.kind().kind().equals(Json.string(reference, "kind")))
            .filter(pods -> pods.kind().apiVersion().equals(Json.string(reference, "apiVersion")))
            .filter(pods -> asking.mayGet().test(pods.kind()))
            .findFirst()
            .flatMap(pods -> owner(pods, of, reference));
      }
    }
    return Optional.empty();
  }

  private Optional<PodReasons.Pods> owner(WorkloadKind kind, Subject of, JsonNode reference) {
    String name = Json.string(reference, "name");
    if (name.isEmpty() || name.indexOf('/') >= 0) {
      return Optional.empty();
    }
    Optional<Subject> found =
        of.elsewhere() ? there(kind.kind(), of.namespace(), name) : here(kind, of, name);
    return found
        .filter(owner -> Meta.uid(owner.object()).equals(Json.string(reference, "uid")))
        .map(owner -> new PodReasons.Pods(owner, kind));
  }

  private Optional<Subject> here(WorkloadKind kind, Subject of, String name) {
    try {
      ObjectNode object = workloads.own().get(kind.kind(), of.namespace(), name).copy();
      return Optional.of(new Subject(kind.kind(), object, false));
    } catch (StatusException e) {
      return ifMissing(e);
    }
  }
}

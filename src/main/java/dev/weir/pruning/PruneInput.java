package dev.weir.pruning;

import dev.weir.client.Resources;
import dev.weir.imagestream.TagSource;
import dev.weir.imagestream.age.MinimumAge;
import dev.weir.prune.PrunableImage;
import dev.weir.prune.SizeLimits;
import dev.weir.prune.StreamHistory;
import dev.weir.prune.Workload;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that pruning looks at.
 *
 * @param repository where a stream says that its images are pushed, for want of an image that was;
 *     of the oldest stream that says so
 * @param aged tags that may let images wait until they are old enough
 */
public record PruneInput(
    List<Workload> workloads,
    SizeLimits limits,
    List<StreamHistory> streams,
    Map<String, PrunableImage> images,
    Optional<String> repository,
    List<AgedTag> aged) {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final Resources.Query ALL = Resources.Query.ALL;

  /** In the order in which {@code oc} reads them (cli.md 13). */
  private static final List<ResourceKind> WORKLOADS =
      List.of(
          Kinds.POD,
          Kinds.REPLICATION_CONTROLLER,
          Kinds.BUILD_CONFIG,
          Kinds.BUILD,
          Kinds.DAEMON_SET,
          Kinds.DEPLOYMENT,
          Kinds.DEPLOYMENT_CONFIG,
          Kinds.REPLICA_SET,
          Kinds.STATEFUL_SET,
          Kinds.JOB,
          Kinds.CRON_JOB);

  private static final Set<ResourceKind> MAY_BE_ABSENT = Set.of(Kinds.BUILD_CONFIG, Kinds.BUILD);
  private static final Set<ResourceKind> MAY_BE_FORBIDDEN =
      Set.of(Kinds.DAEMON_SET, Kinds.DEPLOYMENT, Kinds.REPLICA_SET);

  public PruneInput {
    workloads = List.copyOf(workloads);
    streams = List.copyOf(streams);
    images = Map.copyOf(images);
    aged = List.copyOf(aged);
  }

  /**
   * A tag that follows another registry and has a minimum age, or its stream has.
   *
   * @param name such as {@code app:live}
   */
  public record AgedTag(String namespace, String name) {
    static List<AgedTag> of(ObjectNode stream) {
      boolean all = !Meta.annotation(stream, MinimumAge.ANNOTATION).isEmpty();
      return Json.arrayAt(Json.objectAt(stream, "spec"), "tags")
          .valueStream()
          .filter(tag -> tag.at("/from/kind").asString("").equals(TagSource.DOCKER_IMAGE))
          .filter(tag -> all || tag.path("annotations").has(MinimumAge.ANNOTATION))
          .map(
              tag ->
                  new AgedTag(
                      Meta.namespace(stream), Meta.name(stream) + ":" + Json.string(tag, "name")))
          .toList();
    }
  }

  /**
   * Reads everything.
   *
   * @param namespace whose streams and workloads; empty for all
   * @param warnings told of workloads that may not be looked at
   * @throws StatusException if something else may not
   */
  public static PruneInput read(Resources objects, String namespace, Consumer<String> warnings) {
    List<Workload> workloads = new ArrayList<>();
    for (ResourceKind kind : WORKLOADS) {
      for (ApiObject object : workloads(objects, kind, namespace, warnings)) {
        workloads.add(Workload.of(kind, object.tree()));
      }
    }
    SizeLimits limits =
        SizeLimits.of(
            list(objects, Kinds.LIMIT_RANGE, namespace).stream().map(ApiObject::tree).toList());
    List<StreamHistory> streams = new ArrayList<>();
    List<AgedTag> aged = new ArrayList<>();
    Repositories repositories = new Repositories();
    for (ApiObject stream : objects.list(Kinds.IMAGE_STREAM, namespace, ALL).objects()) {
      streams.add(StreamHistory.of(stream.tree()));
      repositories.add(streams.getLast(), stream);
      aged.addAll(AgedTag.of(stream.tree()));
    }
    Map<String, PrunableImage> images = new HashMap<>();
    for (ApiObject image : objects.list(Kinds.IMAGE, "", ALL).objects()) {
      PrunableImage read = PrunableImage.of(image.tree());
      images.put(read.name(), read);
    }
    return new PruneInput(workloads, limits, streams, images, repositories.oldest(), aged);
  }

  /** The same, with workloads that are elsewhere. */
  public PruneInput with(List<Workload> elsewhere) {
    List<Workload> all = new ArrayList<>(workloads);
    all.addAll(elsewhere);
    return new PruneInput(all, limits, streams, images, repository, aged);
  }

  private static List<ApiObject> list(Resources objects, ResourceKind kind, String namespace) {
    return objects.list(kind, namespace, ALL).items();
  }

  private static List<ApiObject> workloads(
      Resources objects, ResourceKind kind, String namespace, Consumer<String> warnings) {
    try {
      return list(objects, kind, namespace);
    } catch (StatusException e) {
      int code = e.status().code();
      if (code == NOT_FOUND && MAY_BE_ABSENT.contains(kind)) {
        return List.of();
      }
      if (code == FORBIDDEN && MAY_BE_FORBIDDEN.contains(kind)) {
        warnings.accept(
            "Failed to list "
                + kind.plural()
                + ": "
                + e.getMessage()
                + "\n - * Make sure to update clusterRoleBindings.");
        return List.of();
      }
      throw e;
    }
  }

  /** Finds what the oldest stream says. */
  private static final class Repositories {
    private Optional<StreamHistory> oldest = Optional.empty();
    private String repository = "";

    void add(StreamHistory stream, ApiObject object) {
      String says = object.tree().at("/status/dockerImageRepository").asString("");
      boolean older = oldest.filter(it -> !stream.created().isBefore(it.created())).isEmpty();
      if (!says.isEmpty() && older) {
        oldest = Optional.of(stream);
        repository = says;
      }
    }

    Optional<String> oldest() {
      return oldest.map(_ -> repository);
    }
  }

  /** A pull spec of the registry: of the newest image that was pushed, else of a stream. */
  public Optional<String> pullSpec() {
    return images.values().stream()
        .filter(PrunableImage::managed)
        .max(Comparator.comparing(PrunableImage::created))
        .map(PrunableImage::pullSpec)
        .or(() -> repository);
  }
}

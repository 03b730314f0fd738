package dev.weir.prune;

import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The images that an object names.
 *
 * @param ended when a pod was made that neither runs nor waits to; empty of all that counts
 *     whatever its age is
 */
public record Workload(Referrer referrer, Optional<Instant> ended, List<Named> images) {
  private static final Set<String> ALIVE = Set.of("Running", "Pending");
  private static final List<String> STRATEGIES =
      List.of("sourceStrategy", "dockerStrategy", "customStrategy");

  public Workload {
    images = List.copyOf(images);
  }

  /** How an image is named. */
  public enum As {
    PULL_SPEC("image"),
    STREAM_TAG("ImageStreamTag"),
    STREAM_IMAGE("ImageStreamImage");

    private final String word;

    As(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * A name of an image.
   *
   * @param where in the object, such as {@code container web}; may be empty
   * @param namespace of the stream that a tag or image of a stream is named of; else empty
   */
  public record Named(String where, As as, String namespace, String name) {
    /** A pull spec. */
    public static Named pullSpec(String where, String name) {
      return new Named(where, As.PULL_SPEC, "", name);
    }
  }

  /** What an object of a kind that has pods in it, or of a build or its config, names. */
  public static Workload of(ResourceKind kind, ObjectNode object) {
    Referrer referrer =
        new Referrer(
            kind.kind().toLowerCase(Locale.ROOT), Meta.namespace(object), Meta.name(object));
    List<Named> images =
        PodPaths.workload(kind)
            .map(pods -> containers(pods, object))
            .orElseGet(() -> strategy(referrer.namespace(), object));
    boolean ended =
        kind.resource().equals("pods")
            && !ALIVE.contains(Json.string(Json.objectAt(object, "status"), "phase"));
    return new Workload(
        referrer, ended ? Optional.of(Times.created(object)) : Optional.empty(), images);
  }

  private static List<Named> containers(WorkloadKind kind, ObjectNode object) {
    return kind.images(object).stream()
        .map(named -> Named.pullSpec(named.where(), named.image()))
        .toList();
  }

  /** What a build starts from. */
  private static List<Named> strategy(String namespace, ObjectNode object) {
    ObjectNode strategy = Json.objectAt(Json.objectAt(object, "spec"), "strategy");
    for (String name : STRATEGIES) {
      if (strategy.get(name) instanceof ObjectNode chosen
          && chosen.get("from") instanceof ObjectNode from) {
        return from(namespace, from);
      }
    }
    return List.of();
  }

  private static List<Named> from(String namespace, ObjectNode from) {
    String name = Json.string(from, "name");
    String given = Json.string(from, "namespace");
    String stream = given.isEmpty() ? namespace : given;
    return switch (Json.string(from, "kind")) {
      case "DockerImage" -> name.isBlank() ? List.of() : List.of(Named.pullSpec("", name));
      case "ImageStreamTag" -> List.of(new Named("", As.STREAM_TAG, stream, name));
      case "ImageStreamImage" -> List.of(new Named("", As.STREAM_IMAGE, stream, name));
      default -> List.of();
    };
  }
}

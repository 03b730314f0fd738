package dev.weir.cli.follow;

import dev.weir.cli.call.CliException;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.workload.PodPaths;
import dev.weir.workload.WorkloadKind;
import dev.weir.workload.WorkloadKind.NamedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The object that is followed.
 *
 * @param server its address
 * @param container the only one whose image counts; empty for all
 */
record Followed(String server, String namespace, ObjectName object, String container) {
  private static final String EPHEMERAL = "ephemeral container ";
  private static final List<String> LISTS = List.of("containers", "initContainers");

  /**
   * Checks that there can be images in such an object.
   *
   * @throws CliException if its kind has none
   */
  Followed {
    ResourceKind kind = object.kind();
    if (isTag(kind)) {
      if (object.name().indexOf(':') < 1 || object.name().endsWith(":")) {
        throw CliException.error(
            "\"" + object.name() + "\" names no tag; a tag is istag/STREAM:TAG");
      }
      if (!container.isEmpty()) {
        throw CliException.error("--container is of kinds with containers, and a tag has none");
      }
    } else if (PodPaths.workload(kind).isEmpty()) {
      throw CliException.error(
          kind.plural()
              + " run no containers, so there is no image to follow"
              + (kind.resource().equals(Kinds.IMAGE_STREAM.resource())
                  ? "; name one of its tags: istag/" + object.name() + ":TAG"
                  : "; deployments and the like do, and a tag is istag/STREAM:TAG"));
    }
  }

  private static boolean isTag(ResourceKind kind) {
    return kind.resource().equals(Kinds.IMAGE_STREAM_TAG.resource());
  }

  boolean isTag() {
    return isTag(object.kind());
  }

  /** What selects it in a list and a watch. */
  Query query() {
    return new Query("", "metadata.name=" + object.name());
  }

  /** {@code deployment.apps/web in demo}. */
  String inWords() {
    return object.shown() + " in " + namespace;
  }

  /** What it is, for a file that may be of another one. */
  String identity() {
    return object.kind().resource() + " " + namespace + "/" + object.name() + " on " + server;
  }

  /** All images that it names, also those that do not count; ephemeral containers come and go. */
  Map<String, String> named(ObjectNode seen) {
    Map<String, String> found = new LinkedHashMap<>();
    if (isTag()) {
      String image = Json.string(Json.objectAt(seen, "image"), "dockerImageReference");
      if (!image.isBlank()) {
        found.put(Images.TAG, image);
      }
      return found;
    }
    for (NamedImage image : workload().images(seen)) {
      if (!image.where().startsWith(EPHEMERAL)) {
        found.putIfAbsent(image.where(), image.image());
      }
    }
    return found;
  }

  /**
   * The images that count; empty while one of them is missing, as it is before a trigger has set
   * it.
   */
  Optional<Images> images(ObjectNode seen) {
    Map<String, String> named = named(seen);
    if (!container.isEmpty()) {
      named.keySet().removeIf(place -> !isCalled(place));
    } else if (!isTag() && !lacking(seen).isEmpty()) {
      return Optional.empty();
    }
    return named.isEmpty() ? Optional.empty() : Optional.of(new Images(named));
  }

  private boolean isCalled(String place) {
    return place.equals(Images.CONTAINER + container)
        || place.equals("init container " + container);
  }

  /** Containers without an image. */
  List<String> lacking(ObjectNode seen) {
    List<String> found = new ArrayList<>();
    if (!isTag()) {
      for (String list : LISTS) {
        for (JsonNode one : Json.arrayAt(workload().podSpec(seen), list)) {
          if (Json.string(one, "image").isBlank()) {
            found.add(Json.string(one, "name"));
          }
        }
      }
    }
    return found;
  }

  /** The names of its containers. */
  List<String> containers(ObjectNode seen) {
    List<String> found = new ArrayList<>();
    if (!isTag()) {
      for (String list : LISTS) {
        for (JsonNode one : Json.arrayAt(workload().podSpec(seen), list)) {
          found.add(Json.string(one, "name"));
        }
      }
    }
    return found;
  }

  private WorkloadKind workload() {
    return PodPaths.workload(object.kind()).orElseThrow();
  }
}

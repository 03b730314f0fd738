package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Change;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code set image}: changes the images of a workload's containers (cli.md 11). */
public final class SetImage implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("set image (TYPE NAME… | TYPE/NAME… | -f FILE) CONTAINER=IMAGE…")
            .describedAs(
                "Change the images of containers; * stands for all of them. With --source an"
                    + " image stream tag or an image of a stream says which.")
            .examples(
                """
                weir set image deploy/web web=registry.example.com/team/web:v2
                weir set image deploy/web web=web:v2 --source=istag
                weir set image -f web.yaml web=web:v2 --local -o yaml\
                """)
            .text("--source", "TYPE", "docker, the default, istag or isimage.");
    FieldManager.declare(Targets.declareLocal(flags));
    return Printer.declare(DryRun.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    List<String> names = new ArrayList<>();
    Map<String, String> images = new LinkedHashMap<>();
    for (String argument : call.positional()) {
      int equals = argument.indexOf('=');
      if (equals > 0) {
        images.put(argument.substring(0, equals), argument.substring(equals + 1));
      } else {
        names.add(argument);
      }
    }
    Optional<ResourceKind> source = source(call);
    try (Targets targets = Targets.of(call)) {
      List<Target> found = targets.find(names, "set image");
      if (images.isEmpty()) {
        throw CliException.error("at least one image update is required");
      }
      if (source.isPresent()) {
        Cluster cluster = targets.server("--source=" + call.text("--source"));
        images.replaceAll((container, image) -> resolve(cluster, source.get(), container, image));
      }
      return targets.change(found, "weir-set", target -> change(target, images));
    }
  }

  private static String resolve(
      Cluster cluster, ResourceKind kind, String container, String image) {
    int slash = image.indexOf('/');
    String namespace = slash < 0 ? cluster.namespace() : image.substring(0, slash);
    String name = image.substring(slash + 1);
    try {
      JsonNode found = cluster.resources().get(kind, namespace, name).tree();
      JsonNode content = Json.objectAt(found, "image");
      JsonNode policy = Json.objectAt(Json.objectAt(found, "tag"), "referencePolicy");
      return Json.string(policy, "type").equals("Local")
          ? local(cluster, namespace, name, Meta.name(content))
          : Json.string(content, "dockerImageReference");
    } catch (StatusException e) {
      throw CliException.error(
          "unable to resolve image \"%s\" for container \"%s\": failed to get %s \"%s\": %s"
              .formatted(
                  image,
                  container,
                  kind.equals(Kinds.IMAGE_STREAM_TAG) ? "image stream tag" : "image stream image",
                  image,
                  e.status().message()));
    }
  }

  /** The kind that images are looked up in; empty if they are taken as they are. */
  private static Optional<ResourceKind> source(Call call) {
    String name = call.arguments().given("--source") ? call.text("--source") : "docker";
    return switch (name) {
      case "docker", "dockerimage" -> Optional.empty();
      case "istag", "imagestreamtag" -> Optional.of(Kinds.IMAGE_STREAM_TAG);
      case "isimage", "imagestreamimage" -> Optional.of(Kinds.IMAGE_STREAM_IMAGE);
      default ->
          throw CliException.error(
              "invalid source \"" + name + "\"; valid values are docker, istag, isimage");
    };
  }

  private static String local(Cluster cluster, String namespace, String tag, String digest) {
    String stream = tag.substring(0, tag.indexOf(':'));
    JsonNode tree = cluster.resources().get(Kinds.IMAGE_STREAM, namespace, stream).tree();
    return Json.string(Json.objectAt(tree, "status"), "dockerImageRepository") + "@" + digest;
  }

  private static Change change(Target target, Map<String, String> images) {
    PodSpec pod =
        PodSpec.of(target.kind())
            .orElseThrow(
                () -> CliException.error(target.name().shown() + " does not have containers"));
    ObjectNode result = target.object().deepCopy();
    for (Map.Entry<String, String> image : images.entrySet()) {
      boolean found = false;
      for (String member : List.of("containers", "initContainers")) {
        for (JsonNode one : pod.containers(result, member)) {
          String called = Json.string(one, "name");
          boolean meant = image.getKey().equals(called) || image.getKey().equals("*");
          found |= meant;
          if (meant && one instanceof ObjectNode container) {
            container.put("image", image.getValue());
          }
        }
      }
      if (!found) {
        throw CliException.error("unable to find container named \"" + image.getKey() + "\"");
      }
    }
    ObjectNode patch = patch(pod, target.object(), result);
    return patch.isEmpty()
        ? Change.none(target, "image not changed")
        : new Change(Change.STRATEGIC, patch, result, "image updated");
  }

  /** Names the containers in their own order, since a patch would move them to another one. */
  private static ObjectNode patch(PodSpec pod, ObjectNode before, ObjectNode after) {
    ObjectNode patch = Json.object();
    for (String member : List.of("containers", "initContainers")) {
      List<JsonNode> old = pod.containers(before, member);
      List<JsonNode> now = pod.containers(after, member);
      for (int i = 0; i < now.size(); i++) {
        String image = Json.string(now.get(i), "image");
        if (!Json.string(old.get(i), "image").equals(image)) {
          Json.ensureArray(pod.in(patch), member)
              .addObject()
              .put("name", Json.string(now.get(i), "name"))
              .put("image", image);
        }
      }
    }
    return patch;
  }
}

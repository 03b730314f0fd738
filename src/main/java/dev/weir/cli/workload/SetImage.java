package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.KnownKinds;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Json;
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
    return FieldManager.declare(
        Printer.declare(
            DryRun.declare(
                Flags.of("set image (TYPE NAME… | TYPE/NAME…) CONTAINER=IMAGE…")
                    .describedAs(
                        "Change the images of containers; * stands for all of them. With --source"
                            + " an image stream tag or an image of a stream says which.")
                    .examples(
                        """
                        weir set image deploy/web web=registry.example.com/team/web:v2
                        weir set image deploy/web web=web:v2 --source=istag\
                        """)
                    .text("--source", "TYPE", "docker, the default, istag or isimage."))));
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
    if (names.isEmpty()) {
      throw CliException.error(
          "one or more resources must be specified as <resource> <name> or <resource>/<name>");
    }
    if (images.isEmpty()) {
      throw CliException.error("at least one image update is required");
    }
    Printer printer = Printer.of(call, DryRun.of(call));
    Failures failures = new Failures(call);
    try (Cluster cluster = Cluster.of(call)) {
      Map<String, String> resolved = new LinkedHashMap<>();
      for (Map.Entry<String, String> image : images.entrySet()) {
        resolved.put(image.getKey(), resolve(call, cluster, image.getKey(), image.getValue()));
      }
      for (ObjectName name : ObjectName.parse(cluster.kinds(), names)) {
        try {
          change(call, cluster, name, resolved, printer);
        } catch (StatusException e) {
          failures.add(e);
        } catch (CliException e) {
          failures.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return failures.exitCode();
  }

  private static String resolve(Call call, Cluster cluster, String container, String image) {
    Optional<ResourceKind> source = source(call.text("--source"));
    if (source.isEmpty()) {
      return image;
    }
    ResourceKind kind = source.get();
    try {
      JsonNode found = cluster.resources().get(kind, cluster.namespace(), image).tree();
      JsonNode content = Json.objectAt(found, "image");
      JsonNode policy = Json.objectAt(Json.objectAt(found, "tag"), "referencePolicy");
      return Json.string(policy, "type").equals("Local")
          ? local(cluster, image, Meta.name(content))
          : Json.string(content, "dockerImageReference");
    } catch (StatusException e) {
      throw CliException.error(
          "unable to resolve image \"%s\" for container \"%s\": failed to get %s \"%s\": %s"
              .formatted(
                  image,
                  container,
                  kind.equals(KnownKinds.STREAM_TAG) ? "image stream tag" : "image stream image",
                  image,
                  e.status().message()));
    }
  }

  /** The kind that images are looked up in; empty if they are taken as they are. */
  private static Optional<ResourceKind> source(String name) {
    return switch (name) {
      case "", "docker", "dockerimage" -> Optional.empty();
      case "istag", "imagestreamtag" -> Optional.of(KnownKinds.STREAM_TAG);
      case "isimage", "imagestreamimage" -> Optional.of(KnownKinds.STREAM_IMAGE);
      default ->
          throw CliException.error(
              "invalid source \"" + name + "\"; valid values are docker, istag, isimage");
    };
  }

  private static String local(Cluster cluster, String tag, String digest) {
    String stream = tag.substring(0, tag.indexOf(':'));
    JsonNode tree = cluster.resources().get(KnownKinds.STREAM, cluster.namespace(), stream).tree();
    return Json.string(Json.objectAt(tree, "status"), "dockerImageRepository") + "@" + digest;
  }

  private static void change(
      Call call, Cluster cluster, ObjectName name, Map<String, String> images, Printer printer)
      throws IOException {
    PodSpec pod =
        PodSpec.of(name.kind())
            .orElseThrow(() -> CliException.error(name.shown() + " does not have containers"));
    ObjectNode object = cluster.get(name.kind(), cluster.namespace(), name.name());
    ObjectNode patch = Json.object();
    for (Map.Entry<String, String> image : images.entrySet()) {
      boolean found = false;
      for (String member : List.of("containers", "initContainers")) {
        for (JsonNode container : pod.containers(object, member)) {
          String called = Json.string(container, "name");
          boolean meant = image.getKey().equals(called) || image.getKey().equals("*");
          found |= meant;
          if (meant && !Json.string(container, "image").equals(image.getValue())) {
            Json.ensureArray(pod.in(patch), member)
                .addObject()
                .put("name", called)
                .put("image", image.getValue());
          }
        }
      }
      if (!found) {
        throw CliException.error("unable to find container named \"" + image.getKey() + "\"");
      }
    }
    if (patch.isEmpty()) {
      printer.done(name.kind(), object, "image not changed");
      return;
    }
    ObjectNode written =
        printer.dryRun() == DryRun.CLIENT
            ? object
            : new Writes(cluster.client(), printer.dryRun(), FieldManager.of(call, "weir-set"))
                .patch(
                    name.kind(),
                    cluster.namespace(),
                    name.name(),
                    "application/strategic-merge-patch+json",
                    patch);
    printer.done(name.kind(), written, "image updated");
  }
}

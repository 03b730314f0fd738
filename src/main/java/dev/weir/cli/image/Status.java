package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.KnownKinds;
import dev.weir.cli.cluster.Pages;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.workload.PodPaths;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code status}: which workloads of a project deploy which tags (cli.md 17, worded as oc's). */
public final class Status implements Command {
  @Override
  public Flags flags() {
    return Flags.of("status")
        .describedAs(
            "Show the deployments and deployment configs of the project, the tags that they"
                + " follow, and which of these have no image.")
        .examples("weir status\nweir status -A")
        .flag("-A,--all-namespaces", "Show those of all projects.")
        .text("-o,--output", "FORMAT", "Not here: weir draws no graph.")
        .flag("--suggest", "Here for oc's sake: what is missing is always shown.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    call.refuseArguments("no arguments should be provided");
    refuseGraph(call.text("--output"));
    try (Cluster cluster = Cluster.of(call)) {
      boolean everywhere = call.flag("--all-namespaces");
      String namespace = everywhere ? "" : cluster.namespace();
      if (!everywhere) {
        cluster.requireProject();
      }
      Map<String, String> tags = tags(cluster, namespace);
      StringBuilder text = new StringBuilder();
      Set<String> missing = new LinkedHashSet<>();
      for (ObjectNode one : list(cluster, Kinds.DEPLOYMENT, namespace)) {
        String name = "deployment/" + shown(one, everywhere);
        block(text, name, namespace, followed(one), images(one), tags, missing);
      }
      ResourceKind configs = KnownKinds.guessed(deploymentConfig());
      for (ObjectNode one : list(cluster, configs, namespace)) {
        String name = "dc/" + shown(one, everywhere);
        block(text, name, namespace, followedByConfig(one), images(one), tags, missing);
        long version = Json.objectAt(one, "status").path("latestVersion").asLong(0);
        text.append(version == 0 ? "  deployment #1 waiting on image\n" : "");
      }
      String server = " on server " + cluster.selection().server() + "\n";
      call.print((everywhere ? "Showing all projects" : "In project " + namespace) + server);
      call.context().out().print(text.isEmpty() ? nothing() : text + warnings(missing));
    }
    return ExitCode.SUCCESS;
  }

  private static void refuseGraph(String format) {
    if (format.equals("dot")) {
      throw CliException.error("weir draws no graph; oc does, with the same kubeconfig");
    }
    if (!format.isEmpty()) {
      throw CliException.error("invalid output format provided: " + format);
    }
  }

  private static String shown(ObjectNode workload, boolean everywhere) {
    return Meta.name(workload) + (everywhere ? "[" + Meta.namespace(workload) + "]" : "");
  }

  private static String nothing() {
    return "You have no deployments or deployment configs.\n"
        + "Run 'weir create deployment NAME --image=IMAGE' to create one.\n";
  }

  private static String warnings(Set<String> missing) {
    StringBuilder text = new StringBuilder();
    if (!missing.isEmpty()) {
      text.append("\nWarnings:\n");
      missing.forEach(
          tag -> text.append("  * ").append(tag).append(" needs to be imported or pushed.\n"));
    }
    return text
        + "\nView details with 'weir describe <resource>/<name>' or list resources with 'weir get"
        + " all'.\n";
  }

  private static ObjectNode deploymentConfig() {
    return Json.object().put("apiVersion", "apps.openshift.io/v1").put("kind", "DeploymentConfig");
  }

  /** Objects of a kind; none if the server has no such kind. */
  private static List<ObjectNode> list(Cluster cluster, ResourceKind kind, String namespace)
      throws IOException {
    try {
      return new Pages(cluster, 500).objects(kind, namespace, Query.ALL);
    } catch (StatusException e) {
      if (e.status().code() == 404) {
        return List.of();
      }
      throw e;
    }
  }

  /** Image of each tag that has one, by {@code NAMESPACE/STREAM:TAG}. */
  private static Map<String, String> tags(Cluster cluster, String namespace) throws IOException {
    Map<String, String> found = new TreeMap<>();
    for (ObjectNode stream : list(cluster, Kinds.IMAGE_STREAM, namespace)) {
      for (JsonNode tag : Json.arrayAt(Json.objectAt(stream, "status"), "tags")) {
        JsonNode items = Json.arrayAt(tag, "items");
        if (!items.isEmpty()) {
          found.put(
              Meta.namespace(stream) + "/" + Meta.name(stream) + ":" + Json.string(tag, "tag"),
              Json.string(items.get(0), "image"));
        }
      }
    }
    return found;
  }

  private static List<String> followed(ObjectNode deployment) {
    return PodPaths.workload(Kinds.DEPLOYMENT)
        .flatMap(pods -> TriggerEdit.of(pods, deployment))
        .stream()
        .flatMap(triggers -> triggers.entries().stream())
        .map(entry -> in(entry.namespace(), deployment) + entry.name())
        .distinct()
        .toList();
  }

  private static List<String> followedByConfig(ObjectNode config) {
    Set<String> found = new LinkedHashSet<>();
    for (JsonNode trigger : Json.arrayAt(Json.objectAt(config, "spec"), "triggers")) {
      JsonNode from = Json.objectAt(Json.objectAt(trigger, "imageChangeParams"), "from");
      String space = Json.string(from, "namespace");
      if (!Json.string(from, "name").isEmpty()) {
        found.add(in(space, config) + Json.string(from, "name"));
      }
    }
    return List.copyOf(found);
  }

  /** The namespace of a tag that a workload names, with a slash. */
  private static String in(String named, ObjectNode workload) {
    return (named.isEmpty() ? Meta.namespace(workload) : named) + "/";
  }

  private static List<String> images(ObjectNode workload) {
    JsonNode template = Json.objectAt(Json.objectAt(workload, "spec"), "template");
    return Json.arrayAt(Json.objectAt(template, "spec"), "containers")
        .valueStream()
        .map(container -> Json.string(container, "image"))
        .distinct()
        .toList();
  }

  /**
   * Writes of one workload.
   *
   * @param own the namespace that is not told, empty if all are
   * @param missing takes the tags of the namespaces that were looked at and that have no image
   */
  private static void block(
      StringBuilder text,
      String name,
      String own,
      List<String> followed,
      List<String> images,
      Map<String, String> tags,
      Set<String> missing) {
    List<String> shown = followed.stream().map(tag -> shown(tag, own)).toList();
    text.append(text.isEmpty() ? "" : "\n").append(name).append(" deploys ");
    text.append(String.join(", ", shown.isEmpty() ? images : shown)).append('\n');
    for (String tag : followed) {
      String image = tags.getOrDefault(tag, "");
      if (!image.isEmpty()) {
        text.append("  ").append(shown(tag, own)).append(" is ").append(image).append('\n');
      } else if (tag.startsWith(own + "/") || own.isEmpty()) {
        missing.add(shown(tag, own));
      }
    }
  }

  private static String shown(String tag, String own) {
    return "istag/" + (tag.startsWith(own + "/") ? tag.substring(own.length() + 1) : tag);
  }
}

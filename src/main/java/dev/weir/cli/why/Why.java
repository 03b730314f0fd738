package dev.weir.cli.why;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.result.Printer;
import dev.weir.client.http.ApiRequest;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code why}: from the images of an object to the tags, and to who moved those. */
public final class Why implements Command {
  /** What a server says of a path that it does not have. */
  private static final String NO_PAGE = "could not find the requested resource";

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("why TYPE/NAME [TYPE/NAME…]")
            .describedAs(
                """
                Tell why a workload runs the images that it runs: for each container and image \
                volume which tag moves it and whether it has what the tag is now, or why not; how \
                the tag came to that image, by a push, an import, by somebody's hand or by going \
                back, when and by whom; and so on through the tags that it came from.

                It can be asked of Deployments, StatefulSets, DaemonSets, ReplicaSets, \
                ReplicationControllers, CronJobs, Jobs, Pods, DeploymentConfigs, BuildConfigs, \
                Builds and image stream tags. Where the workloads of another cluster follow the \
                tags of this server (weir serve --workloads), it is asked of those.

                Why bytes are still on the disk is another question: see 'weir storage why'.\
                """)
            .examples(
                """
                # Why do the containers of a deployment run what they run?
                weir why deploy/web

                # Who made a tag what it is?
                weir why istag/app:live

                # All cron jobs with a label, as JSON
                weir why cronjobs -l app=report -o json\
                """)
            .flag("--all", "All objects of the type in the namespace.")
            .text("-l,--selector", "SELECTOR", "Objects with these labels.");
    return Printer.declare(flags);
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    if (call.positional().isEmpty()) {
      throw CliException.usage("say of what: TYPE/NAME, such as deploy/web");
    }
    Printer printer = Printer.of(call);
    Failures failures = new Failures(call);
    try (Cluster cluster = Cluster.of(call)) {
      boolean selects = !call.text("--selector").isEmpty() || call.flag("--all");
      List<ObjectName> names = ObjectName.parseWithTags(cluster.kinds(), call.positional());
      List<ObjectNode> found = new ArrayList<>();
      for (ObjectName name : names) {
        if (!name.name().isEmpty() && selects) {
          throw CliException.error("name cannot be provided when a selector is specified");
        } else if (name.name().isEmpty() && !selects) {
          throw CliException.error("resource(s) were provided, but no name was specified");
        }
        try {
          found.addAll(ask(call, cluster, name));
        } catch (StatusException e) {
          failures.add(cluster.missing(e, name.kind(), cluster.namespace()));
        }
      }
      show(call, printer, found, selects || names.size() > 1);
      if (found.isEmpty() && failures.isEmpty()) {
        call.warn("No resources found in " + cluster.namespace() + " namespace.");
      }
    }
    return failures.exitCode();
  }

  private static List<ObjectNode> ask(Call call, Cluster cluster, ObjectName name)
      throws IOException {
    String path =
        "/why?resource="
            + encoded(name.kind().resource())
            + "&namespace="
            + encoded(cluster.namespace());
    if (!name.name().isEmpty()) {
      return List.of(get(cluster, path + "&name=" + encoded(name.name())));
    }
    ObjectNode list = get(cluster, path + "&labelSelector=" + encoded(call.text("--selector")));
    JsonNode omitted = Json.objectAt(list, "metadata").path("omitted");
    if (omitted.isNumber()) {
      call.warn("warning: " + omitted + " more are left out; choose some with --selector");
    }
    List<ObjectNode> found = new ArrayList<>();
    for (JsonNode item : Json.arrayAt(list, "items")) {
      if (item instanceof ObjectNode object) {
        found.add(object);
      }
    }
    return found;
  }

  private static ObjectNode get(Cluster cluster, String path) throws IOException {
    try {
      return cluster.client().json(ApiRequest.get(path));
    } catch (StatusException e) {
      if (String.valueOf(e.getMessage()).contains(NO_PAGE)) {
        throw CliException.error(
            "the server at "
                + cluster.selection().server()
                + " does not tell why something runs: it is another product, or an older Weir");
      }
      throw e;
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void show(Call call, Printer printer, List<ObjectNode> found, boolean several) {
    if (!printer.isText()) {
      if (several) {
        ObjectNode list = Json.object().put("apiVersion", "weir.dev/v1").put("kind", "WhyList");
        ArrayNode items = list.putArray("items");
        found.forEach(items::add);
        printer.object(list);
      } else if (!found.isEmpty()) {
        printer.object(found.getFirst());
      }
      return;
    }
    boolean wide = call.text("--output").equals("wide");
    for (int i = 0; i < found.size(); i++) {
      if (several) {
        call.print((i == 0 ? "" : "\n") + WhyText.name(found.get(i)) + ":");
      }
      new WhyText(found.get(i), call.context().clock().instant(), wide)
          .lines()
          .forEach(call::print);
    }
  }
}

package dev.weir.cli.newapp;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.newapp.AppImage.Origin;
import dev.weir.cli.newapp.AppObjects.Made;
import dev.weir.cli.output.Format;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates the objects of an application, or shows them. */
final class AppCreation {
  private final Call call;
  private final Cluster cluster;
  private final boolean dry;

  AppCreation(Call call, Cluster cluster) {
    this.call = call;
    this.cluster = cluster;
    this.dry = call.flag("--dry-run");
  }

  /** As {@code -o} says: json and the like show what would be made, all else makes it. */
  ExitCode of(List<Component> components, List<Made> made, Printer printer) throws IOException {
    for (Component component : components) {
      if (component.image().origin() instanceof Origin.Missing) {
        call.warn(
            "warning: Could not find an image stream match for \""
                + component.image().argument()
                + "\". Make sure that a container image with that tag is available on the node for"
                + " the deployment to succeed.");
      }
    }
    if (printer.format() instanceof Format.Name) {
      return names(made);
    }
    if (!printer.isText()) {
      printer.object(list(made));
      return ExitCode.SUCCESS;
    }
    for (Component component : components) {
      if (component.followsTag()) {
        call.context().out().print(AppReport.found(component, call.context().clock().instant()));
      }
    }
    return told(components, made);
  }

  private ObjectNode list(List<Made> made) {
    ObjectNode list = Json.object().put("kind", "List").put("apiVersion", "v1");
    list.putObject("metadata");
    ArrayNode items = list.putArray("items");
    made.forEach(one -> items.add(one.object()));
    return list;
  }

  private void create(Made made) throws IOException {
    if (!dry) {
      ObjectNode _ =
          new Writes(cluster.client(), DryRun.NONE, "weir-new-app")
              .create(made.kind(), cluster.namespace(), made.object());
    }
  }

  private ExitCode names(List<Made> made) throws IOException {
    for (Made one : made) {
      create(one);
      call.print(new ObjectName(one.kind(), Meta.name(one.object())).shown());
    }
    return ExitCode.SUCCESS;
  }

  private ExitCode told(List<Component> components, List<Made> made) throws IOException {
    String suffix = dry ? " (dry run)" : "";
    call.print("--> Creating resources ...");
    boolean failed = false;
    for (Made one : made) {
      try {
        create(one);
        String kind = ObjectName.qualified(one.kind());
        call.print("    " + kind + " \"" + Meta.name(one.object()) + "\" created" + suffix);
      } catch (StatusException e) {
        failed = true;
        call.warn("    error: " + e.status().message());
      }
    }
    call.print(failed ? "--> Failed" : "--> Success" + suffix);
    if (!failed && !dry) {
      if (components.stream().anyMatch(component -> component.source().isPresent())) {
        call.print("    A build waits for whoever builds; 'weir get builds' shows it.");
      }
      call.print("    Run 'weir status' to view your app.");
    }
    return failed ? ExitCode.FAILURE : ExitCode.SUCCESS;
  }
}

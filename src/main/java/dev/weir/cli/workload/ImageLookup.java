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
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.result.Printer;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code set image-lookup}: lets workloads name image streams as images, all of a stream's or all
 * images of a workload (cli.md 11).
 */
public final class ImageLookup implements Command {
  private static final String ANNOTATION = "alpha.image.policy.openshift.io/resolve-names";

  @Override
  public Flags flags() {
    return FieldManager.declare(
        Printer.declare(
            DryRun.declare(
                Flags.of("set image-lookup [STREAM… | TYPE/NAME…]")
                    .describedAs(
                        "Let workloads name image streams as images. A stream is open to all"
                            + " workloads of its namespace, a workload may use all streams of it."
                            + " Without arguments, list the streams.")
                    .examples(
                        """
                        weir set image-lookup app
                        weir set image-lookup deploy/web
                        weir set image-lookup app --enabled=false
                        weir set image-lookup\
                        """)
                    .flag("--enabled", "Allow it, the default; --enabled=false forbids it.")
                    .flag("--list", "Show how it is set.")
                    .flag("--all", "All objects of the type; image streams without one.")
                    .text("-l,--selector", "SELECTOR", "Objects with these labels."))));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    boolean listing = call.flag("--list") || (call.positional().isEmpty() && !call.flag("--all"));
    boolean enabled = !call.arguments().given("--enabled") || call.flag("--enabled");
    Printer printer = Printer.of(call, DryRun.of(call));
    Failures failures = new Failures(call);
    StringBuilder table = new StringBuilder("NAME\tLOCAL\n");
    try (Cluster cluster = Cluster.of(call)) {
      for (Target target : targets(call, cluster)) {
        if (listing) {
          table.append(target.shown()).append('\t').append(target.isEnabled()).append('\n');
          continue;
        }
        try {
          change(call, cluster, target, enabled, printer);
        } catch (StatusException e) {
          failures.add(e);
        }
      }
    }
    if (listing) {
      call.context().out().print(TabbedText.LISTING.align(table.toString()));
    }
    return failures.exitCode();
  }

  /** An object of the arguments. */
  private record Target(ObjectName name, ObjectNode object) {
    boolean isStream() {
      return name.kind().equals(KnownKinds.STREAM);
    }

    String shown() {
      return isStream() ? name.name() : name.kind().plural() + "/" + name.name();
    }

    PodSpec pod() {
      return PodSpec.of(name.kind())
          .orElseThrow(
              () ->
                  CliException.error(
                      name.shown()
                          + " runs no containers: name an image stream or a workload such as"
                          + " deploy/web"));
    }

    boolean isEnabled() {
      if (isStream()) {
        JsonNode policy = Json.objectAt(Json.objectAt(object, "spec"), "lookupPolicy");
        return policy.path("local").asBoolean(false);
      }
      return Meta.annotation(pod().holder(object.deepCopy()), ANNOTATION).equals("*");
    }
  }

  private static List<Target> targets(Call call, Cluster cluster) throws IOException {
    List<String> arguments = call.positional();
    boolean types = arguments.isEmpty();
    List<ObjectName> names = new ArrayList<>();
    if (types) {
      names.add(new ObjectName(KnownKinds.STREAM, ""));
    } else if (arguments.stream().allMatch(argument -> argument.contains("/"))) {
      names.addAll(ObjectName.parse(cluster.kinds(), arguments));
    } else if (call.flag("--all") || !call.text("--selector").isEmpty()) {
      names.addAll(ObjectName.parse(cluster.kinds(), arguments));
    } else {
      arguments.forEach(name -> names.add(new ObjectName(KnownKinds.STREAM, name)));
    }
    List<Target> found = new ArrayList<>();
    for (ObjectName name : names) {
      if (name.name().isEmpty()) {
        Query query = new Query(call.text("--selector"), "");
        cluster
            .resources()
            .list(name.kind(), cluster.namespace(), query)
            .items()
            .forEach(
                object ->
                    found.add(
                        new Target(
                            new ObjectName(name.kind(), Meta.name(object.tree())), object.copy())));
      } else {
        found.add(new Target(name, cluster.get(name.kind(), cluster.namespace(), name.name())));
      }
    }
    return found;
  }

  private static void change(
      Call call, Cluster cluster, Target target, boolean enabled, Printer printer)
      throws IOException {
    if (target.isEnabled() == enabled) {
      printer.done(target.name().kind(), target.object(), "image lookup not changed");
      return;
    }
    ObjectNode patch = Json.object();
    if (target.isStream()) {
      patch.putObject("spec").putObject("lookupPolicy").put("local", enabled);
    } else if (enabled) {
      Meta.setAnnotation(target.pod().holder(patch), ANNOTATION, "*");
    } else {
      ObjectNode metadata = Json.ensureObject(target.pod().holder(patch), "metadata");
      metadata.putObject("annotations").putNull(ANNOTATION);
    }
    ObjectNode written =
        printer.dryRun() == DryRun.CLIENT
            ? target.object()
            : new Writes(cluster.client(), printer.dryRun(), FieldManager.of(call, "weir-set"))
                .patch(
                    target.name().kind(),
                    cluster.namespace(),
                    target.name().name(),
                    "application/merge-patch+json",
                    patch);
    printer.done(target.name().kind(), written, "image lookup updated");
  }
}

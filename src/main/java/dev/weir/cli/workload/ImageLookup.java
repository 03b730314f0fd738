package dev.weir.cli.workload;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Change;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.MergePatch;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
    Flags flags =
        Flags.of("set image-lookup [STREAM… | TYPE/NAME… | -f FILE]")
            .describedAs(
                "Let workloads name image streams as images. A stream is open to all workloads"
                    + " of its namespace, a workload may use all streams of it. Without"
                    + " arguments, list the streams.")
            .examples(
                """
                weir set image-lookup app
                weir set image-lookup deploy/web
                weir set image-lookup app --enabled=false
                weir set image-lookup\
                """)
            .flag("--enabled", "Allow it, the default; --enabled=false forbids it.")
            .flag("--list", "Show how it is set.");
    FieldManager.declare(Targets.declareLocal(flags));
    return Printer.declare(DryRun.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    boolean named = !call.positional().isEmpty() || !call.arguments().texts("--filename").isEmpty();
    boolean listing = call.flag("--list") || (!named && !call.flag("--all"));
    boolean enabled = !call.arguments().given("--enabled") || call.flag("--enabled");
    try (Targets targets = Targets.of(call)) {
      Optional<ResourceKind> type = listing ? firstType(call, targets) : Optional.empty();
      boolean every = !named || (type.isPresent() && call.positional().size() == 1);
      List<Target> found =
          every
              ? targets.every(type.orElse(Kinds.IMAGE_STREAM))
              : targets.find(
                  type.isPresent() ? call.positional() : withTypes(call), "set image-lookup");
      if (!listing) {
        return targets.change(found, "weir-set", target -> change(target, enabled));
      }
      Printer printer = Printer.of(call);
      if (!printer.isText()) {
        return targets.each(found, target -> printer.object(target.object()));
      }
      StringBuilder table = new StringBuilder("NAME\tLOCAL\n");
      ExitCode code =
          targets.each(
              found, target -> table.append(shown(target) + "\t" + isEnabled(target) + "\n"));
      if (code.isSuccess() || !found.isEmpty()) {
        call.context().out().print(TabbedText.LISTING.align(table.toString()));
      }
      return code;
    }
  }

  /** The type that is to be listed, if the first argument is one, and no stream is called so. */
  private static Optional<ResourceKind> firstType(Call call, Targets targets) throws IOException {
    List<String> arguments = call.positional();
    if (arguments.isEmpty() || arguments.getFirst().contains("/")) {
      return Optional.empty();
    }
    Cluster server = targets.server("a name");
    Optional<ResourceKind> type = server.kinds().perhapsCalled(arguments.getFirst());
    try {
      if (type.isPresent()) {
        server.get(Kinds.IMAGE_STREAM, server.namespace(), arguments.getFirst());
        return Optional.empty();
      }
      return type;
    } catch (StatusException e) {
      if (e.status().code() == 404) {
        return type;
      }
      throw e;
    }
  }

  /** A name alone is that of a stream, unless it is the type that {@code --all} or -l is about. */
  private static List<String> withTypes(Call call) {
    List<String> arguments = call.positional();
    boolean types = call.flag("--all") || !call.text("--selector").isEmpty();
    return types || arguments.stream().allMatch(argument -> argument.contains("/"))
        ? arguments
        : arguments.stream().map(name -> Kinds.IMAGE_STREAM.plural() + "/" + name).toList();
  }

  private static boolean isStream(Target target) {
    return target.kind().equals(Kinds.IMAGE_STREAM);
  }

  private static String shown(Target target) {
    return isStream(target) ? target.name().name() : target.inTable();
  }

  private static PodSpec pod(Target target) {
    return PodSpec.of(target.kind())
        .orElseThrow(
            () ->
                CliException.error(
                    target.name().shown()
                        + " runs no containers: name an image stream or a workload such as"
                        + " deploy/web"));
  }

  private static boolean isEnabled(Target target) {
    if (isStream(target)) {
      JsonNode policy = Json.objectAt(Json.objectAt(target.object(), "spec"), "lookupPolicy");
      return policy.path("local").asBoolean(false);
    }
    ObjectNode holder = pod(target).holder(target.object().deepCopy());
    return Meta.annotation(holder, ANNOTATION).equals("*");
  }

  private static Change change(Target target, boolean enabled) {
    if (isEnabled(target) == enabled) {
      return Change.none(target, "image lookup not changed");
    }
    ObjectNode patch = Json.object();
    if (isStream(target)) {
      patch.putObject("spec").putObject("lookupPolicy").put("local", enabled);
    } else if (enabled) {
      Meta.setAnnotation(pod(target).holder(patch), ANNOTATION, "*");
    } else {
      ObjectNode metadata = Json.ensureObject(pod(target).holder(patch), "metadata");
      metadata.putObject("annotations").putNull(ANNOTATION);
    }
    ObjectNode result = MergePatch.apply(target.object(), patch);
    return new Change(Change.MERGE, patch, result, "image lookup updated");
  }
}

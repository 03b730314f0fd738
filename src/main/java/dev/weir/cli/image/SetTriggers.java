package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.result.Printer;
import dev.weir.client.Resources.Query;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code set triggers}: lets workloads follow image stream tags, or lists what they follow. */
public final class SetTriggers implements Command {
  private static final Set<String> KINDS =
      Set.of("deployments", "daemonsets", "statefulsets", "cronjobs");

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("set triggers (TYPE NAME… | TYPE/NAME…)")
            .describedAs(
                "Let a workload follow tags of image streams: when the tag gets a new image, so"
                    + " does the container. Without flags, list what is followed.")
            .examples(
                """
                # Follow ruby:2.0 with the only container
                weir set triggers deploy/web --from-image=ruby:2.0

                # Stop following for a while
                weir set triggers deploy/web --from-image=ruby:2.0 --manual

                # What is followed?
                weir set triggers deploy/web\
                """)
            .text("--from-image", "[NS/]STREAM:TAG", "The tag to follow.")
            .texts("-c,--containers", "NAMES", "The containers that follow it.")
            .flag("--from-config", "Also roll out when the configuration changes.")
            .flag("--auto", "Follow at once, the default.")
            .flag("--manual", "Remember the trigger, but do nothing.")
            .flag("--remove", "Remove the trigger that is named.")
            .flag("--remove-all", "Remove all triggers.")
            .flag("--all", "All workloads of the type in the namespace.")
            .text("-l,--selector", "SELECTOR", "Workloads with these labels.");
    return FieldManager.declare(Printer.declare(DryRun.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    checkFlags(call);
    Optional<ImageReference> image = image(call.text("--from-image"));
    if (call.positional().isEmpty()) {
      throw CliException.usage("one or more resources must be specified as <resource>/<name>");
    }
    boolean listing =
        image.isEmpty()
            && !call.flag("--from-config")
            && !call.flag("--auto")
            && !call.flag("--manual")
            && !call.flag("--remove-all");
    StringBuilder table = new StringBuilder("NAME\tTYPE\tVALUE\tAUTO\n");
    Failures failures = new Failures(call);
    Printer printer = Printer.of(call, DryRun.of(call));
    try (Cluster cluster = Cluster.of(call)) {
      for (Workload workload : workloads(call, cluster)) {
        if (listing) {
          list(workload, table);
        } else {
          try {
            change(call, cluster, workload, image, printer);
          } catch (CliException e) {
            failures.add(workload.shown() + " " + e.getMessage());
          }
        }
      }
    }
    if (listing) {
      call.context().out().print(TabbedText.LISTING.align(table.toString()));
    }
    return failures.exitCode();
  }

  /** One object of the arguments. */
  private record Workload(ResourceKind kind, ObjectNode object) {
    String shown() {
      return kind.plural() + "/" + Meta.name(object);
    }

    Optional<TriggerEdit> triggers() {
      return KINDS.contains(kind.plural()) ? TriggerEdit.of(object) : Optional.empty();
    }

    boolean isDeployment() {
      return kind.plural().equals("deployments");
    }
  }

  private static void checkFlags(Call call) {
    if (call.flag("--auto") && call.flag("--manual")) {
      throw CliException.error("you must specify at most one of --auto or --manual");
    }
    if (call.flag("--remove") && call.flag("--remove-all")) {
      throw CliException.error("you must specify either --remove or --remove-all");
    }
    boolean named = !call.text("--from-image").isEmpty() || call.flag("--from-config");
    if (call.flag("--remove-all") && (named || call.flag("--auto") || call.flag("--manual"))) {
      throw CliException.error("--remove-all may not be used with any other flag");
    }
    if (call.flag("--remove") && !named) {
      throw CliException.error("--remove requires a flag defining a trigger type to be specified");
    }
    if (!call.text("--from-image").isEmpty() && call.flag("--from-config")) {
      throw CliException.error("you may only set one trigger type at a time");
    }
  }

  private static Optional<ImageReference> image(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    ImageReference image;
    try {
      image = ImageReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw CliException.error(
          "the value of --from-image does not appear to be a valid reference to an image: "
              + e.getMessage());
    }
    if (!image.registry().isEmpty() || !image.id().isEmpty()) {
      throw CliException.error(
          "the value of --from-image must point to an image stream tag on this server");
    }
    if (image.tag().isEmpty()) {
      throw CliException.error(
          "the value of --from-image must include the tag you wish to pull from");
    }
    return Optional.of(image);
  }

  private static List<Workload> workloads(Call call, Cluster cluster) throws IOException {
    List<Workload> found = new ArrayList<>();
    for (ObjectName name : ObjectName.parse(cluster.kinds(), call.positional())) {
      if (name.name().isEmpty()) {
        Query query = new Query(call.text("--selector"), "");
        cluster.resources().list(name.kind(), cluster.namespace(), query).items().stream()
            .map(object -> new Workload(name.kind(), object.copy()))
            .forEach(found::add);
      } else {
        found.add(
            new Workload(name.kind(), cluster.get(name.kind(), cluster.namespace(), name.name())));
      }
    }
    return found;
  }

  private static void list(Workload workload, StringBuilder table) {
    Optional<TriggerEdit> triggers = workload.triggers();
    if (triggers.isEmpty()) {
      table.append(workload.shown()).append("\t<error>\t\tfalse\n");
      return;
    }
    table.append(workload.shown()).append("\tconfig\t\t").append(!isPaused(workload)).append('\n');
    for (TriggerEdit.Entry entry : triggers.get().entries()) {
      table
          .append(workload.shown())
          .append("\timage\t")
          .append(entry.namespace().isEmpty() ? "" : entry.namespace() + "/")
          .append(entry.name())
          .append(" (")
          .append(entry.container())
          .append(")\t")
          .append(!entry.paused())
          .append('\n');
    }
  }

  private static boolean isPaused(Workload workload) {
    return Json.objectAt(workload.object(), "spec").path("paused").asBoolean(false);
  }

  private static void change(
      Call call,
      Cluster cluster,
      Workload workload,
      Optional<ImageReference> image,
      Printer printer)
      throws IOException {
    TriggerEdit triggers =
        workload.triggers().orElseThrow(() -> CliException.error("does not support triggers"));
    String before = Meta.annotation(workload.object(), TriggerEdit.ANNOTATION);
    ObjectNode patch = Json.object();
    if (call.flag("--remove-all")) {
      triggers.removeAll();
    } else if (image.isPresent()) {
      edit(call, triggers, image.get(), Meta.namespace(workload.object()));
    } else {
      boolean paused = call.flag("--manual") || call.flag("--remove");
      if (!call.flag("--from-config")) {
        triggers.pause(paused);
      }
      if (workload.isDeployment() && isPaused(workload) != paused) {
        patch.putObject("spec").put("paused", paused);
      }
    }
    String after = triggers.annotation();
    if (after.isEmpty() && !before.isEmpty()) {
      Json.ensureObject(Meta.of(patch), "annotations").putNull(TriggerEdit.ANNOTATION);
    } else if (!after.equals(before)) {
      Meta.setAnnotation(patch, TriggerEdit.ANNOTATION, after);
    }
    if (patch.isEmpty()) {
      printer.done(workload.kind(), workload.object(), "triggers not changed");
      return;
    }
    ObjectNode written =
        printer.dryRun() == DryRun.CLIENT
            ? workload.object()
            : new Writes(cluster.client(), printer.dryRun(), FieldManager.of(call, "weir-set"))
                .patch(
                    workload.kind(),
                    Meta.namespace(workload.object()),
                    Meta.name(workload.object()),
                    "application/strategic-merge-patch+json",
                    patch);
    printer.done(workload.kind(), written, "triggers updated");
  }

  private static void edit(
      Call call, TriggerEdit triggers, ImageReference image, String namespace) {
    String space = image.namespace().equals(namespace) ? "" : image.namespace();
    if (call.flag("--remove")) {
      triggers.remove(image.nameString(), space);
      return;
    }
    for (String container : containers(call, triggers)) {
      triggers.set(image.nameString(), space, container, call.flag("--manual"));
    }
  }

  /** The containers that are named; the only one if none is (cli.md 20, row 18). */
  private static List<String> containers(Call call, TriggerEdit triggers) {
    List<String> all = triggers.containers();
    List<String> named =
        call.arguments().texts("--containers").stream()
            .flatMap(value -> Arrays.stream(value.split(",")))
            .toList();
    if (named.isEmpty() && all.size() == 1) {
      return all;
    }
    if (named.isEmpty()) {
      throw CliException.error("you must specify --containers when setting --from-image");
    }
    List<String> unknown = named.stream().filter(name -> !all.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw CliException.error(
          "not all container names exist: "
              + String.join(", ", unknown)
              + " (accepts: "
              + String.join(", ", all.stream().sorted().toList())
              + ")");
    }
    return named;
  }
}

package dev.weir.cli.build;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.client.Resources.Query;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.ObjectPatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code cancel-build}: stops builds that have not ended, with oc's words and flags. */
public final class CancelBuild implements Command {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> STATES = List.of("new", "pending", "running");
  private static final int NOT_FOUND = 404;
  private static final int LONGEST_LABEL = 63;

  @Override
  public Flags flags() {
    return Flags.of("cancel-build (BUILD… | bc/NAME…)")
        .describedAs(
            "Cancel builds that are new, pending or running. One that a builder has is asked to"
                + " stop; after a while it counts as cancelled whatever the builder does.")
        .examples(
            """
            weir cancel-build app-2

            # All builds of a config that wait
            weir cancel-build bc/app --state=new

            # Stop it, and start it anew
            weir cancel-build app-2 --restart\
            """)
        .texts("--state", "STATES", "new, pending or running; all if left out.")
        .flag("--restart", "Start the same build again.")
        .flag("--dump-logs", "Not here: whoever builds has the log.");
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    if (call.positional().isEmpty()) {
      throw CliException.error("build or a buildconfig name is required");
    }
    List<String> states = states(call);
    if (call.flag("--dump-logs")) {
      throw CliException.error(
          "whoever builds has the log, Weir has none to show; cancel without --dump-logs");
    }
    try (Cluster cluster = Cluster.of(call)) {
      boolean failed = false;
      List<String> cancelled = new ArrayList<>();
      for (String name : names(cluster, call.positional())) {
        Optional<String> problem = cancel(call, cluster, name, states, cancelled);
        problem.ifPresent(text -> call.warn("error: " + text));
        failed |= problem.isPresent();
      }
      if (call.flag("--restart")) {
        for (String name : cancelled) {
          restart(call, cluster, name);
        }
      }
      if (failed) {
        throw CliException.error("failure during the build cancellation");
      }
      return ExitCode.SUCCESS;
    }
  }

  private static List<String> states(Call call) {
    List<String> given =
        call.arguments().texts("--state").stream()
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .toList();
    if (!STATES.containsAll(given)) {
      throw CliException.error(
          "invalid --state flag value, must be one of 'new', 'pending', or 'running'");
    }
    return given.isEmpty() ? STATES : given;
  }

  private static List<String> names(Cluster cluster, List<String> arguments) throws IOException {
    List<String> names = new ArrayList<>();
    for (String argument : arguments) {
      if (!argument.contains("/")) {
        names.add(argument.strip());
        continue;
      }
      ObjectName name = ObjectName.parse(cluster.kinds(), List.of(argument)).getFirst();
      switch (name.kind().plural()) {
        case "builds" -> names.add(name.name());
        case "buildconfigs" -> names.addAll(builds(cluster, name.name()));
        default -> throw CliException.error("invalid resource provided: " + name.kind().resource());
      }
    }
    return names;
  }

  private static List<String> builds(Cluster cluster, String config) {
    String label =
        config.length() <= LONGEST_LABEL
            ? config
            : config.substring(0, LONGEST_LABEL).replaceFirst("[-._]+$", "");
    Query labelled = new Query("openshift.io/build-config.name=" + label, "");
    return cluster.resources().list(Kinds.BUILD, cluster.namespace(), labelled).items().stream()
        .map(build -> Meta.name(build.tree()))
        .toList();
  }

  /** Cancels a build that is in one of the states; what went wrong, if something did. */
  private static Optional<String> cancel(
      Call call, Cluster cluster, String name, List<String> states, List<String> cancelled)
      throws InterruptedException {
    String shown = new ObjectName(Kinds.BUILD, name).shown();
    String build = "build " + cluster.namespace() + "/" + name;
    try {
      ObjectNode there = cluster.resources().get(Kinds.BUILD, cluster.namespace(), name).copy();
      if (!states.contains(BuildWatch.phase(there).toLowerCase(Locale.ROOT))) {
        return Optional.empty();
      }
      ObjectNode patch = Json.object();
      patch.putObject("status").put("cancelled", true);
      ApiObject _ =
          cluster
              .resources()
              .patch(Kinds.BUILD, cluster.namespace(), name, ObjectPatch.MERGE, Json.bytes(patch));
    } catch (StatusException e) {
      return Optional.of(
          e.status().code() == NOT_FOUND
              ? build + " not found"
              : build + " failed to update: " + e.getMessage());
    }
    call.print(shown + " marked for cancellation, waiting to be cancelled");
    call.context().out().flush();
    Optional<String> end = new BuildWatch(cluster, name, new BuildPatience(_ -> {})).end(PATIENCE);
    if (!end.equals(Optional.of("Cancelled"))) {
      return Optional.of(
          build
              + " failed to cancel: "
              + end.map(phase -> "it is " + phase + " by now")
                  .orElse("timed out waiting for the condition"));
    }
    call.print(shown + " cancelled");
    cancelled.add(name);
    return Optional.empty();
  }

  private static void restart(Call call, Cluster cluster, String name) {
    ObjectNode request = Json.object();
    request.put("apiVersion", Kinds.BUILD.apiVersion()).put("kind", "BuildRequest");
    Meta.of(request).put("name", name);
    ApiObject _ =
        cluster.resources().create(Kinds.BUILD, cluster.namespace(), name, "clone", request);
    call.print(new ObjectName(Kinds.BUILD, name).shown() + " restarted");
  }
}

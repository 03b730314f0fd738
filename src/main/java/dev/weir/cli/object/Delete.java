package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.Durations;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.target.Address;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.cli.target.NamedObjects;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code delete}: removes objects and waits until they are gone (cli.md 8). */
public final class Delete implements Command {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** Answers after which there is nothing to wait for: gone, or not to be seen. */
  private static final Set<Integer> NOT_SEEN = Set.of(403, 404, 405);

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("delete (TYPE NAME… | TYPE/NAME… | -f FILE | TYPE --all | TYPE -l SELECTOR)")
            .describedAs("Remove objects.")
            .examples(
                """
                weir delete is/ruby
                weir delete istag ruby:2.0 ruby:2.1
                weir delete -f stream.yaml --ignore-not-found\
                """)
            .flag("--ignore-not-found", "An object that is not there is no error.")
            .flag("--now", "Do not wait for the object's own time to end.")
            .optional("--wait", "BOOL", "true", "Wait until the objects are gone (the default).")
            .text("--timeout", "TIME", "Longest time to wait; 0 is no limit.")
            .text("--grace-period", "SECONDS", "Time that the object gets to end.")
            .optional("--cascade", "MODE", "background", "background, foreground or orphan.")
            .flag("--force", "Remove at once, with a grace period of 0.")
            .text("-o,--output", "FORMAT", "name, for names only.");
    return DryRun.declare(ManifestFiles.declare(NamedObjects.declare(flags)));
  }

  /**
   * One object to remove.
   *
   * @param uid empty as long as the server did not tell it
   */
  private record Doomed(ObjectName name, String namespace, String uid) {
    Doomed(ObjectName name, String namespace) {
      this(name, namespace, "");
    }

    Doomed told(ObjectNode answer) {
      String status = Json.string(Json.objectAt(answer, "details"), "uid");
      return new Doomed(name, namespace, status.isEmpty() ? Meta.uid(answer) : status);
    }
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    DryRun dryRun = DryRun.of(call);
    ObjectNode options = options(call);
    Duration limit = limit(call.text("--timeout"));
    if (!List.of("", "name").contains(call.text("--output"))) {
      throw CliException.error(
          "unexpected -o output mode: " + call.text("--output") + ". We only support '-o name'");
    }
    Failures failures = new Failures(call);
    try (Cluster cluster = Cluster.of(call)) {
      List<Doomed> gone = new ArrayList<>();
      for (Address address : doomed(call, cluster, failures)) {
        Doomed doomed = new Doomed(address.name(), address.namespace());
        try {
          ObjectNode answer = remove(cluster, doomed, options, dryRun);
          print(call, doomed.name(), dryRun);
          gone.add(doomed.told(answer));
        } catch (StatusException e) {
          if (e.status().code() != 404 || !call.flag("--ignore-not-found")) {
            failures.add(e);
          }
        }
      }
      if (dryRun == DryRun.NONE && !call.text("--wait").equals("false")) {
        awaitGone(limit, cluster, gone);
      }
    }
    return failures.exitCode();
  }

  private static ObjectNode options(Call call) {
    String cascade = call.text("--cascade");
    String policy =
        switch (cascade) {
          case "", "background", "true" -> "Background";
          case "foreground" -> "Foreground";
          case "orphan", "false" -> "Orphan";
          default ->
              throw CliException.error(
                  "invalid cascade value ("
                      + cascade
                      + "). Must be \"background\", \"foreground\", or \"orphan\"");
        };
    ObjectNode options = Json.object().put("propagationPolicy", policy);
    if (call.flag("--now") && call.arguments().given("--grace-period")) {
      throw CliException.error("--now and --grace-period cannot be specified together");
    }
    String grace = call.flag("--force") || call.flag("--now") ? "0" : call.text("--grace-period");
    if (!grace.matches("-?\\d{1,9}|")) {
      throw CliException.flags(
          "invalid argument \"%s\" for \"--grace-period\" flag: seconds are expected"
              .formatted(grace));
    }
    if (!grace.isEmpty() && !grace.startsWith("-")) {
      options.put("gracePeriodSeconds", Integer.parseInt(grace));
    }
    return options;
  }

  private static Duration limit(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException _) {
      throw Durations.invalid("--timeout", text);
    }
  }

  private static List<Address> doomed(Call call, Cluster cluster, Failures failures)
      throws IOException {
    if (Address.areInFiles(call)) {
      return Address.ofFiles(call, cluster, "delete", failures);
    }
    if (call.positional().isEmpty()) {
      throw CliException.error("You must provide one or more resources by argument or filename.");
    }
    List<Address> found = NamedObjects.of(call, cluster, call.positional());
    if (found.isEmpty()) {
      call.print("No resources found");
    }
    return found;
  }

  private static ObjectNode remove(
      Cluster cluster, Doomed doomed, ObjectNode options, DryRun dryRun) throws IOException {
    ObjectName name = doomed.name();
    return dryRun == DryRun.CLIENT
        ? cluster.resources().get(name.kind(), doomed.namespace(), name.name()).tree()
        : new Writes(cluster.client(), dryRun, "weir")
            .delete(name.kind(), doomed.namespace(), name.name(), options);
  }

  private static void print(Call call, ObjectName name, DryRun dryRun) {
    String line =
        ObjectName.qualified(name.kind()) + " \"" + name.name() + "\" deleted" + dryRun.suffix();
    call.print(call.text("--output").equals("name") ? name.shown() : line);
  }

  private static void awaitGone(Duration limit, Cluster cluster, List<Doomed> gone)
      throws InterruptedException {
    long start = System.nanoTime();
    for (Doomed doomed : gone) {
      Duration pause = FIRST_PAUSE;
      while (isThere(cluster, doomed)) {
        if (!limit.isZero() && System.nanoTime() - start > limit.toNanos()) {
          ObjectName name = doomed.name();
          throw CliException.error(
              "timed out waiting for the condition on " + name.kind().plural() + "/" + name.name());
        }
        Thread.sleep(pause);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      }
    }
  }

  /** Another object of the name is somebody else's: a loop may make what it needs anew. */
  private static boolean isThere(Cluster cluster, Doomed doomed) {
    ObjectName name = doomed.name();
    try {
      ObjectNode found =
          cluster.resources().get(name.kind(), doomed.namespace(), name.name()).tree();
      return doomed.uid().isEmpty() || doomed.uid().equals(Meta.uid(found));
    } catch (StatusException e) {
      if (NOT_SEEN.contains(e.status().code())) {
        return false;
      }
      throw e;
    }
  }
}

package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Removal;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.target.Address;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.cli.target.NamedObjects;
import dev.weir.cli.target.RawRequest;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code delete}: removes objects and waits until they are gone (cli.md 8). */
public final class Delete implements Command {
  private static final int LONGEST_ANSWER = 80;

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
            .with(Removal::declare)
            .flag("-i,--interactive", "Ask before anything is removed.")
            .with(RawRequest::declare)
            .flag("--force", "Remove at once, with a grace period of 0.")
            .text("-o,--output", "FORMAT", "name, for names only.");
    return DryRun.declare(ManifestFiles.declare(NamedObjects.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    if (RawRequest.isWanted(call)) {
      return deleteRaw(call);
    }
    DryRun dryRun = DryRun.of(call);
    ObjectNode options = Removal.options(call, grace(call));
    Duration limit = Removal.limit(call);
    if (!List.of("", "name").contains(call.text("--output"))) {
      throw CliException.error(
          "unexpected -o output mode: " + call.text("--output") + ". We only support '-o name'");
    }
    Failures failures = new Failures(call);
    try (Cluster cluster = Cluster.of(call)) {
      List<Removal.Doomed> gone = new ArrayList<>();
      List<Address> addresses = doomed(call, cluster, failures);
      if (call.flag("--interactive") && !addresses.isEmpty() && !isAgreed(call, addresses)) {
        return failures.exitCode();
      }
      for (Address address : addresses) {
        Removal.Doomed doomed = new Removal.Doomed(address.name(), address.namespace());
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
        Removal.awaitGone(limit, cluster, gone);
      }
    }
    return failures.exitCode();
  }

  private static String grace(Call call) {
    if (call.flag("--now") && call.arguments().given("--grace-period")) {
      throw CliException.error("--now and --grace-period cannot be specified together");
    }
    return call.flag("--force") || call.flag("--now") ? "0" : call.text("--grace-period");
  }

  private static ExitCode deleteRaw(Call call) throws IOException {
    if (!call.positional().isEmpty()) {
      throw CliException.error("--raw stands alone: name nothing besides");
    }
    return RawRequest.send(call, "DELETE");
  }

  /** True if the user wants them gone; nobody to ask is a no. */
  private static boolean isAgreed(Call call, List<Address> addresses) throws IOException {
    call.print("You are about to delete the following " + addresses.size() + " resource(s):");
    addresses.forEach(address -> call.print(address.name().shown()));
    call.context().out().print("Do you want to continue? (y/N): ");
    call.context().out().flush();
    boolean agreed = answer(call).equalsIgnoreCase("y");
    if (!agreed) {
      call.print("deletion is cancelled");
    }
    return agreed;
  }

  private static String answer(Call call) throws IOException {
    StringBuilder answer = new StringBuilder();
    int next = call.context().in().read();
    while (next >= 0 && next != '\n' && answer.length() < LONGEST_ANSWER) {
      answer.append((char) next);
      next = call.context().in().read();
    }
    return answer.toString().strip();
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
      Cluster cluster, Removal.Doomed doomed, ObjectNode options, DryRun dryRun)
      throws IOException {
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
}

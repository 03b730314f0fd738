package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.Durations;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Address;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.client.Resources.Query;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code wait}: until objects are as a condition says (cli.md 18.5). */
public final class Wait implements Command {
  private static final Duration USUAL = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofDays(7);

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("wait (TYPE NAME… | TYPE/NAME… | -f FILE | TYPE -l SELECTOR) --for=CONDITION")
            .describedAs(
                """
                Wait until each object meets a condition: create, delete, condition=TYPE[=STATUS], \
                jsonpath='{PATH}'[=VALUE].\
                """)
            .examples(
                """
                # Until the tag has an image
                weir wait is/ruby --for=jsonpath='{.status.tags[0].items[0].image}'

                # Until a deployment is gone
                weir wait deploy/web --for=delete --timeout=60s\
                """)
            .text("--for", "CONDITION", "What to wait for.")
            .text(
                "--timeout",
                "TIME",
                "Longest time; 30s if left out, 0 looks once, negative is a week.")
            .flag("-A,--all-namespaces", "Objects of all namespaces.")
            .flag("--all", "All objects of the type in the namespace.")
            .text("-l,--selector", "SELECTOR", "Objects with these labels.")
            .text("--field-selector", "SELECTOR", "Objects with these fields.");
    return Printer.declare(ManifestFiles.declare(flags));
  }

  /** An object to wait for. */
  record Awaited(ObjectName name, String namespace) {}

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    Condition condition = Condition.parse(call.text("--for"));
    Duration limit = limit(call.text("--timeout"));
    long start = System.nanoTime();
    Printer printer = Printer.of(call);
    Failures failures = new Failures(call);
    try (Cluster cluster = Cluster.of(call)) {
      List<Awaited> awaited = awaited(call, cluster, failures);
      if (awaited.isEmpty() && failures.isEmpty() && !(condition instanceof Condition.Deleted)) {
        throw CliException.error("no matching resources found");
      }
      for (Awaited one : awaited) {
        Duration left = limit.minusNanos(System.nanoTime() - start);
        new Waiting(printer, cluster, one, condition)
            .run(left.isNegative() ? Duration.ZERO : left, failures);
      }
    }
    return failures.exitCode();
  }

  private static Duration limit(String text) {
    if (text.isEmpty()) {
      return USUAL;
    }
    try {
      return text.startsWith("-") ? LONGEST : Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw Durations.invalid("--timeout", text);
    }
  }

  private static List<Awaited> awaited(Call call, Cluster cluster, Failures failures)
      throws IOException {
    List<Awaited> found = new ArrayList<>();
    String namespace = call.flag("--all-namespaces") ? "" : cluster.namespace();
    if (Address.areInFiles(call)) {
      for (Address address : Address.ofFiles(call, cluster, "wait", failures)) {
        found.add(new Awaited(address.name(), address.namespace()));
      }
      return found;
    }
    if (call.positional().isEmpty()) {
      throw CliException.error("You must provide one or more resources by argument or filename.");
    }
    boolean all =
        call.flag("--all")
            || !call.text("--selector").isEmpty()
            || !call.text("--field-selector").isEmpty();
    for (ObjectName name : ObjectName.parse(cluster.kinds(), call.positional())) {
      if (!name.name().isEmpty()) {
        found.add(new Awaited(name, namespace));
      } else if (all) {
        Query query = new Query(call.text("--selector"), call.text("--field-selector"));
        cluster.resources().list(name.kind(), namespace, query).items().stream()
            .map(
                object ->
                    new Awaited(
                        new ObjectName(name.kind(), Meta.name(object.tree())),
                        Meta.namespace(object.tree())))
            .forEach(found::add);
      } else {
        throw CliException.error("resource(s) were provided, but no name was specified");
      }
    }
    return found;
  }
}

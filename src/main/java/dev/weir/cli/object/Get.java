package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Pages;
import dev.weir.cli.result.Printer;
import java.io.IOException;
import java.util.List;

/** {@code get}: shows objects as a table or in another format (cli.md 7). */
public final class Get implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("get (TYPE[,TYPE…] [NAME…] | TYPE/NAME…)")
            .describedAs(
                """
                Show one or many objects.

                Short names are is (image streams), istag (their tags), isimage (their images), \
                deploy, ns, sa, svc, cm; images has none.\
                """)
            .examples(
                """
                # The image streams of the current namespace
                weir get is

                # One stream as YAML
                weir get is/ruby -o yaml

                # The pull spec of a tag
                weir get istag ruby:2.0 -o jsonpath='{.image.dockerImageReference}'

                # Streams of all namespaces, and what happens to them
                weir get is -A -w\
                """)
            .flag("-A,--all-namespaces", "Show the objects of all namespaces.")
            .text("-l,--selector", "SELECTOR", "Only objects with these labels.")
            .text("--field-selector", "SELECTOR", "Only objects with these fields.")
            .flag("-w,--watch", "Go on showing changes.")
            .flag("--watch-only", "Show changes without the objects of now.")
            .flag("--output-watch-events", "With --watch, show the kind of each change.")
            .flag("--no-headers", "Leave the header line out.")
            .flag("--ignore-not-found", "An object that is not there is no error.")
            .flag("--show-labels", "Show all labels in the last column.")
            .flag("--show-kind", "Show the type before each name.")
            .texts("-L,--label-columns", "LABELS", "Labels to show in columns of their own.")
            .text("--sort-by", "JSONPATH", "Field to sort by.")
            .flag("--export", "Leave out what the server fills in (deprecated).")
            .text("--raw", "PATH", "Ask the server for a path and print the answer.");
    return Printer.declare(Pages.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    Printer printer = Printer.of(call);
    try (Cluster cluster = Cluster.of(call)) {
      if (!call.text("--raw").isEmpty()) {
        return raw(call, cluster);
      }
      if (call.positional().isEmpty()) {
        throw CliException.usage(
            "You must specify the type of resource to get. Use \"weir api-resources\" for a"
                + " complete list of supported resources.");
      }
      List<ObjectName> wanted = ObjectName.parse(cluster.kinds(), call.positional());
      boolean selected =
          !call.text("--selector").isEmpty() || !call.text("--field-selector").isEmpty();
      if (selected && wanted.stream().anyMatch(name -> !name.name().isEmpty())) {
        throw CliException.error("name cannot be provided when a selector is specified");
      }
      if (call.flag("--all-namespaces") && wanted.stream().anyMatch(ObjectName::isInNamespace)) {
        throw CliException.error("a resource cannot be retrieved by name across all namespaces");
      }
      GetQuery query = GetQuery.of(call, cluster);
      if (call.flag("--watch") || call.flag("--watch-only")) {
        return new GetWatch(call, cluster, query, printer).run(wanted);
      }
      return printer.isText()
          ? new GetTables(call, cluster, query, printer).run(wanted)
          : new GetObjects(call, cluster, query, printer).run(wanted);
    }
  }

  private static ExitCode raw(Call call, Cluster cluster) throws IOException {
    byte[] answer =
        cluster
            .client()
            .send(dev.weir.client.http.ApiRequest.get(call.text("--raw")).accepting("*/*"));
    call.context().out().write(answer);
    return ExitCode.SUCCESS;
  }
}

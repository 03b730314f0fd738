package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Pages;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Address;
import dev.weir.cli.target.ManifestFiles;
import java.io.IOException;
import java.util.List;

/** {@code get}: shows objects as a table or in another format (cli.md 7). */
public final class Get implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("get (TYPE[,TYPE…] [NAME…] | TYPE/NAME… | -f FILE)")
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
            .text("--subresource", "NAME", "Show what it shows under this name, such as status.")
            .text("--raw", "PATH", "Ask the server for a path and print the answer.");
    return Printer.declare(Pages.declare(ManifestFiles.declare(flags)));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    Printer printer = Printer.of(call);
    boolean watches = call.flag("--watch") || call.flag("--watch-only");
    if (call.flag("--output-watch-events") && !watches) {
      throw CliException.error(
          "--output-watch-events option can only be used with --watch or --watch-only");
    }
    try (Cluster cluster = Cluster.of(call)) {
      if (!call.text("--raw").isEmpty()) {
        return raw(call, cluster);
      }
      Failures failures = new Failures(call);
      GetQuery query = GetQuery.of(call, cluster);
      List<Address> wanted = wanted(call, cluster, query, failures);
      if (watches) {
        return new GetWatch(call, cluster, query, printer).run(wanted);
      }
      return printer.isText()
          ? new GetTables(call, cluster, query, printer, failures).run(wanted)
          : new GetObjects(call, cluster, query, printer, failures).run(wanted);
    }
  }

  private static List<Address> wanted(Call call, Cluster cluster, GetQuery query, Failures failures)
      throws IOException {
    if (Address.areInFiles(call)) {
      return Address.ofFiles(call, cluster, "get", failures);
    }
    if (call.positional().isEmpty()) {
      call.warn(
          "You must specify the type of resource to get. Use \"weir api-resources\" for a"
              + " complete list of supported resources.\n");
      throw CliException.usage(
          "Required resource not specified.\nUse \"weir explain <resource>\" for a detailed"
              + " description of that resource (e.g. weir explain pods).");
    }
    List<ObjectName> names = ObjectName.parse(cluster.kinds(), call.positional());
    boolean selected =
        !call.text("--selector").isEmpty() || !call.text("--field-selector").isEmpty();
    if (selected && names.stream().anyMatch(name -> !name.name().isEmpty())) {
      throw CliException.error("name cannot be provided when a selector is specified");
    }
    if (call.flag("--all-namespaces") && names.stream().anyMatch(ObjectName::isInNamespace)) {
      throw CliException.error("a resource cannot be retrieved by name across all namespaces");
    }
    if (!call.text("--subresource").isEmpty()
        && names.stream().anyMatch(name -> name.name().isEmpty())) {
      throw CliException.error("subresource cannot be used when bulk get is requested");
    }
    return names.stream().map(name -> new Address(name, query.namespace())).toList();
  }

  private static ExitCode raw(Call call, Cluster cluster) throws IOException {
    if (!call.positional().isEmpty() || Address.areInFiles(call)) {
      throw CliException.error("arguments may not be passed when --raw is specified");
    }
    if (!call.text("--output").isEmpty()) {
      throw CliException.error("--raw and --output are mutually exclusive");
    }
    if (!call.text("--raw").startsWith("/")) {
      throw CliException.error("--raw must be a valid URL path, such as /version");
    }
    byte[] answer =
        cluster
            .client()
            .send(dev.weir.client.http.ApiRequest.get(call.text("--raw")).accepting("*/*"));
    call.context().out().write(answer);
    return ExitCode.SUCCESS;
  }
}

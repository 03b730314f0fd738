package dev.weir.cli.process;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.resource.template.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code process}: makes objects of a template, and prints them. */
public final class ProcessTemplate implements Command {
  /** Values may put so many characters into a template that is filled in here. */
  private static final long MOST_CHARACTERS = 64L * 1024 * 1024;

  private static final String SEPARATOR = "//";

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("process (TEMPLATE | -f FILE) [KEY=VALUE…]")
            .describedAs(
                "Make objects of a template and print them as a list. A template is one of the"
                    + " project, NAMESPACE//NAME for another project's, or a file. Its parameters"
                    + " get the values that are given, those that it has, or made up ones.")
            .examples(
                """
                # Create what a template of the project makes
                weir process shop NAME=web | weir create -f -

                # Fill in a file without a server
                weir process --local -f template.yaml -p NAME=web -o yaml

                # See which parameters a template has
                weir process --parameters openshift//ruby\
                """)
            .texts("-p,--param", "KEY=VALUE", "Value of a parameter.")
            .texts("--param-file", "FILE", "Lines KEY=VALUE; - is standard input.")
            .text("-l,--labels", "KEY=VALUE,…", "Labels of all the objects, beside the template's.")
            .flag("--parameters", "Print the parameters only.")
            .flag("--raw", "Print the objects one by one instead of as a list.")
            .flag("--ignore-unknown-parameters", "Values of parameters that are not there may be.")
            .flag("--local", "Fill in here, without a server.");
    return Printer.declare(ManifestFiles.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    List<String> names =
        call.positional().stream()
            .filter(argument -> !argument.isEmpty() && !argument.contains("="))
            .toList();
    boolean ofFile = call.arguments().given("--filename");
    if (names.size() > (ofFile ? 0 : 1)) {
      throw CliException.usage("template name must be specified only once: " + names.getLast());
    }
    if (names.isEmpty() && !ofFile) {
      throw CliException.usage(
          call.flag("--local")
              ? "You may only specify a local template file via -f when running this command with"
                  + " --local"
              : "Must pass a filename or name of stored template");
    }
    if (call.flag("--local") && !ofFile) {
      throw CliException.usage(
          "You may only specify a local template file via -f when running this command with"
              + " --local");
    }
    if (call.text("--output").equals("describe")) {
      throw CliException.error("weir describes stored templates: weir describe template NAME");
    }
    if (call.text("--output").equals("wide")) {
      throw CliException.error(
          "unable to match a printer suitable for the output format \"wide\", allowed formats are:"
              + " custom-columns,custom-columns-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,yaml");
    }
    Printer printer = Printer.of(call);
    if (call.flag("--local")) {
      finish(call, printer, file(call), Optional.empty());
      return ExitCode.SUCCESS;
    }
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode template = ofFile ? file(call) : stored(call, cluster, names.getFirst());
      finish(call, printer, template, Optional.of(cluster));
    }
    return ExitCode.SUCCESS;
  }

  private static void finish(
      Call call, Printer printer, ObjectNode template, Optional<Cluster> cluster)
      throws IOException {
    if (call.flag("--parameters")) {
      if (ParameterValues.areGiven(call)) {
        throw CliException.usage(
            "The --parameters flag does not process the template, can't be used with --param");
      }
      if (!call.text("--output").isEmpty()) {
        throw CliException.usage(
            "The --parameters flag does not process the template, can't be used with --output");
      }
      call.context().out().print(ParameterTable.of(template));
      return;
    }
    ParameterValues.put(call, template);
    TemplateLabels.put(call.text("--labels"), template);
    ObjectNode filled =
        cluster.isPresent()
            ? filled(cluster.get(), template)
            : new Templates(new SecureRandom(), MOST_CHARACTERS).filled(template);
    print(call, printer.orJson(), filled);
  }

  /** Where it is used, not where it is stored. */
  private static ObjectNode filled(Cluster cluster, ObjectNode template) throws IOException {
    Meta.of(template).put("namespace", cluster.namespace());
    return new Writes(cluster.client(), DryRun.NONE, "weir")
        .create(Kinds.PROCESSED_TEMPLATE, cluster.namespace(), template);
  }

  private static ObjectNode file(Call call) throws IOException {
    Failures failures = new Failures(call);
    List<ManifestFiles.Written> written = ManifestFiles.read(call, "process", failures);
    if (!failures.isEmpty()) {
      throw CliException.error("there is no template to process");
    }
    ManifestFiles.Written first = written.getFirst();
    String kind = Json.string(first.object(), "kind");
    if (!kind.equals(Kinds.TEMPLATE.kind())
        || !Json.string(first.object(), "apiVersion").equals(Kinds.TEMPLATE.apiVersion())) {
      throw CliException.error(
          "unable to parse \"%s\", not a valid Template but %s".formatted(first.file(), kind));
    }
    if (written.size() > 1) {
      throw CliException.error(
          "%d objects were given: process takes one template at a time".formatted(written.size()));
    }
    return first.object();
  }

  private static ObjectNode stored(Call call, Cluster cluster, String name) {
    int separator = name.indexOf(SEPARATOR);
    String namespace = separator < 0 ? cluster.namespace() : name.substring(0, separator);
    String plain = separator < 0 ? name : name.substring(separator + SEPARATOR.length());
    int slash = plain.indexOf('/');
    if (separator < 0 && slash >= 0) {
      String kind = plain.substring(0, slash);
      if (!kind.equals("template") && !kind.equals("templates")) {
        throw CliException.error("unable to process invalid resource \"" + kind + "\"");
      }
      plain = plain.substring(slash + 1);
    }
    if (plain.isEmpty() || plain.contains("/") || namespace.isEmpty()) {
      throw CliException.error("invalid value syntax \"" + name + "\"");
    }
    try {
      return cluster.get(Kinds.TEMPLATE, namespace, plain);
    } catch (StatusException e) {
      if (e.status().code() == 404 && Files.exists(call.context().file(name))) {
        throw CliException.error(
            e.status().message() + "\nThere is a file of that name: weir process -f " + name);
      }
      throw e;
    }
  }

  private static void print(Call call, Printer printer, ObjectNode template) {
    if (call.flag("--raw")) {
      Json.arrayAt(template, "objects").forEach(printer::object);
      return;
    }
    ObjectNode list = Json.object().put("kind", "List").put("apiVersion", "v1");
    list.putObject("metadata");
    list.set("items", Json.arrayAt(template, "objects"));
    printer.object(list);
  }
}

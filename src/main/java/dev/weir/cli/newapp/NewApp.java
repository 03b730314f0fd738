package dev.weir.cli.newapp;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.newapp.AppObjects.Made;
import dev.weir.cli.newapp.Asked.Wanted;
import dev.weir.cli.result.Printer;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code new-app}: applications of image streams, images and builders (cli.md 16). */
public final class NewApp implements Command {
  private static final int SECRET_BYTES = 15;

  @Override
  public Flags flags() {
    return NewAppFlags.declare(
            Flags.of("new-app (IMAGE | STREAM[:TAG] | STREAM~REPOSITORY | DIRECTORY)…")
                .describedAs(
                    """
                    Make what runs an image, and follows its tag: a Deployment, a Service for its \
                    ports, a stream if the image is of another registry, and a build if there is \
                    source code.

                    A name is looked for in the streams of the project and of openshift, then in other \
                    registries. Source code is the address of a repository, with the builder before \
                    it, or a directory that was cloned from one: its files tell the language, and the \
                    tags of streams which languages they support.\
                    """)
                .examples(
                    """
                    # All that can be used, and what has a name like it
                    weir new-app --list
                    weir new-app --search ruby

                    # A tag of a stream, and an image of another registry
                    weir new-app mysql:5.7 -e MYSQL_USER=ann -l tier=db
                    weir new-app --image=quay.io/team/app:v1 --name=shop

                    # Source code on a builder; only shown
                    weir new-app ruby~https://git.example.com/team/app.git --dry-run -o yaml\
                    """))
        .text(
            "-o,--output",
            "FORMAT",
            "json, yaml, name or jsonpath=TEMPLATE; json and the like make nothing.")
        .flag("--show-managed-fields", "Keep managedFields in json and yaml.")
        .flag("--allow-missing-template-keys", "Missing fields give nothing (the default).");
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    NewAppFlags.check(call);
    boolean lists = call.flag("--list");
    if (call.text("--output").equals("wide")) {
      throw CliException.error(
          "unable to match a printer suitable for the output format \"wide\", allowed formats are:"
              + " json,jsonpath,name,yaml");
    }
    Printer printer = Printer.of(call);
    Asked asked = Asked.of(call);
    checkQuery(call, asked);
    if (asked.wanted().isEmpty() && !lists) {
      throw CliException.usage(nothingAsked());
    }
    try (Cluster cluster = Cluster.of(call)) {
      AppLookup lookup = new AppLookup(cluster, allowed(call));
      return lists || call.flag("--search")
          ? new CatalogSearch(lookup, printer).show(lists ? List.of() : asked.wanted())
          : make(call, cluster, lookup, printer, asked);
    }
  }

  /** What is only looked for is not configured, and a list is of all. */
  private static void checkQuery(Call call, Asked asked) throws IOException {
    boolean searches = call.flag("--search");
    boolean hasCode = asked.wanted().stream().anyMatch(one -> one.code().isPresent());
    if (call.flag("--list")) {
      if (searches) {
        throw CliException.error("--list and --search can't be used together");
      }
      if (!asked.wanted().isEmpty() || !asked.environment().isEmpty()) {
        throw CliException.error("--list can't be used with arguments");
      }
    } else if (searches) {
      if (hasCode) {
        throw CliException.error("--search can't be used with source code");
      }
      if (!NewAppFlags.environment(call, asked).isEmpty()) {
        throw CliException.error("--search can't be used with --env");
      }
      if (!NewAppFlags.buildEnvironment(call).isEmpty()) {
        throw CliException.error("--search can't be used with --build-env");
      }
    } else if (!call.text("--strategy").isEmpty() && !asked.wanted().isEmpty() && !hasCode) {
      throw CliException.error(
          "--strategy is specified and none of the arguments provided could be classified as a"
              + " source code location");
    }
  }

  private static String nothingAsked() {
    return """
    You must specify one or more images, image streams, or source code locations to create an application.

    To list all image streams, use:

      weir new-app -L

    To search image streams and container images that match the arguments provided, use:

      weir new-app -S php
      weir new-app -S --image-stream=mysql
      weir new-app -S --image=registry.access.redhat.com/ubi8/python-38
    """;
  }

  private static AppLookup.Allowed allowed(Call call) {
    return new AppLookup.Allowed(
        call.flag("--insecure-registry"),
        call.flag("--allow-missing-images"),
        call.flag("--allow-missing-imagestream-tags"),
        call.text("--strategy").equals("source"),
        NewAppFlags.importMode(call));
  }

  private static ExitCode make(
      Call call, Cluster cluster, AppLookup lookup, Printer printer, Asked asked)
      throws IOException {
    Optional<String> given =
        Optional.of(call.text("--name")).filter(name -> !name.isEmpty()).map(AppNames::given);
    if (given.isPresent() && asked.wanted().size() > 1) {
      throw CliException.error(
          "only one component or source repository can be used when specifying a name");
    }
    AppNames names = new AppNames();
    List<Component> components = new ArrayList<>();
    for (Wanted wanted : asked.wanted()) {
      wanted.code().filter(SourceCode::hasPassword).ifPresent(code -> tellOfPassword(call, code));
      AppImage image = lookup.find(wanted);
      String name = wanted.code().map(SourceCode::name).orElse(image.name());
      components.add(
          new Component(names.unique(given.orElse(name), image.argument()), image, wanted.code()));
    }
    AppSettings settings = settings(call, asked, components.getFirst().name());
    List<Made> made = new AppObjects(settings, lookup.present(), NewApp::secret).of(components);
    return new AppCreation(call, cluster).of(components, made, printer);
  }

  private static void tellOfPassword(Call call, SourceCode code) {
    call.warn(
        "warning: the password in "
            + code.address()
            + " is for all to read who may see the build config; keep it in a secret, and name that"
            + " by --source-secret");
  }

  private static AppSettings settings(Call call, Asked asked, String name) throws IOException {
    Map<String, String> given = NewAppFlags.labels(call);
    Map<String, String> labels = new TreeMap<>(given);
    if (!given.containsKey("app")) {
      labels.put("app", name);
      labels.putIfAbsent("app.kubernetes.io/component", name);
      labels.putIfAbsent("app.kubernetes.io/instance", name);
      List<String> streams = call.arguments().texts("--image-stream");
      if (!streams.isEmpty()) {
        labels.putIfAbsent(
            "app.kubernetes.io/name", StreamSearch.Name.parse(streams.getLast()).stream());
      }
    }
    return new AppSettings(
        labels,
        given,
        NewAppFlags.environment(call, asked),
        NewAppFlags.buildEnvironment(call),
        call.flag("--as-deployment-config"),
        call.flag("--as-test"),
        call.text("--context-dir"),
        call.text("--source-secret"),
        NewAppFlags.importMode(call));
  }

  /** Twenty letters that nobody guesses. */
  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}

package dev.weir.cli.build;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code start-build}: has a build made, of a config or once more, with oc's words and flags. */
public final class StartBuild implements Command {
  private static final Duration FOREVER = Duration.ofDays(365);

  /** Flags that send files; of each, what they would send. */
  private static final List<String> FILES =
      List.of("--from-file", "--from-dir", "--from-archive", "--from-repo");

  private static final List<String> PUSHES = List.of("--git-post-receive", "--git-repository");

  @Override
  public Flags flags() {
    return Flags.of("start-build (BUILDCONFIG | --from-build=BUILD)")
        .describedAs(
            "Start a build. Weir runs no builder: whoever builds for the project takes the build"
                + " when it is its turn.")
        .examples(
            """
            # A build of the config app
            weir start-build app

            # The same build once more
            weir start-build --from-build=app-1

            # Wait for it; exit 1 if it fails
            weir start-build app --wait

            # What a Git host is told to call
            weir start-build app --list-webhooks=all\
            """)
        .text("--from-build", "BUILD", "The build that is made once more.")
        .texts("-e,--env", "NAME=VALUE", "A variable of the build's environment.")
        .texts("--build-arg", "NAME=VALUE", "An argument of the Dockerfile.")
        .text("--commit", "COMMIT", "The commit to build, of a source in Git.")
        .flag("-w,--wait", "Wait until the build has ended, and fail if it fails.")
        .flag("--incremental", "Use what the former build left, of a source build.")
        .flag("--no-cache", "Build all layers anew, of a build with a Dockerfile.")
        .text("--build-loglevel", "LEVEL", "The variable BUILD_LOGLEVEL of the build.")
        .flag("-F,--follow", "Not here: whoever builds has the log.")
        .text("--from-file", "FILE", "Not here: Weir keeps no files for builds.")
        .text("--from-dir", "DIRECTORY", "Not here: Weir keeps no files for builds.")
        .text("--from-archive", "FILE", "Not here: Weir keeps no files for builds.")
        .text("--from-repo", "DIRECTORY", "Not here: Weir keeps no files for builds.")
        .text("--exclude", "PATTERN", "Not here: Weir keeps no files for builds.")
        .text("--from-webhook", "URL", "Call this webhook instead, which may be another server's.")
        .text(
            "--list-webhooks",
            "WHICH",
            "Print the addresses of the config's webhooks instead: all, generic or github.")
        .text("--git-post-receive", "FILE", "Not here: Git hosts tell webhooks what was pushed.")
        .text("--git-repository", "DIRECTORY", "Not here: Git hosts tell webhooks what was pushed.")
        .text("-o,--output", "FORMAT", "name, for the name only.");
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    refuse(call);
    boolean nameOnly = call.text("--output").equals("name");
    if (!nameOnly && !call.text("--output").isEmpty()) {
      throw CliException.usage("Unsupported output format: " + call.text("--output"));
    }
    String again = call.text("--from-build");
    String hook = call.text("--from-webhook");
    if (!hook.isEmpty()) {
      if (!call.positional().isEmpty() || !again.isEmpty()) {
        throw CliException.usage(
            "The '--from-webhook' flag is incompatible with arguments and all '--from-*' flags");
      }
      return BuildWebhooks.call(call, hook, nameOnly);
    }
    if (call.positional().size() != 1 && again.isEmpty()) {
      throw CliException.usage(
          "Must pass a name of a build config or specify build name with '--from-build' flag.\n"
              + "Use \"weir get buildconfig\" to list all available build configs.");
    }
    if (again.isEmpty() && call.positional().getFirst().isEmpty()) {
      throw CliException.error(
          "a resource name is required either as an argument or by using --from-build");
    }
    if (again.contains("/")) {
      throw CliException.error("invalid resource name \"" + again + "\": [may not contain '/']");
    }
    String listed = BuildWebhooks.listed(call);
    ObjectNode request = request(call);
    try (Cluster cluster = Cluster.of(call)) {
      if (!listed.isEmpty()) {
        return listWebhooks(call, cluster, again, listed);
      }
      ResourceKind kind = again.isEmpty() ? Kinds.BUILD_CONFIG : Kinds.BUILD;
      String name = again.isEmpty() ? config(cluster, call.positional().getFirst()) : again;
      Meta.of(request).put("name", name);
      ObjectNode build =
          cluster
              .resources()
              .create(
                  kind,
                  cluster.namespace(),
                  name,
                  again.isEmpty() ? "instantiate" : "clone",
                  request)
              .copy();
      String made = Meta.name(build);
      call.print(new ObjectName(Kinds.BUILD, made).shown() + (nameOnly ? "" : " started"));
      return call.flag("--wait") ? await(call, cluster, made) : ExitCode.SUCCESS;
    }
  }

  private static void refuse(Call call) {
    boolean files = FILES.stream().anyMatch(flag -> !call.text(flag).isEmpty());
    if (files || !call.text("--exclude").isEmpty()) {
      throw CliException.error(
          "Weir keeps no files for a build: put them where a builder finds them, such as a Git"
              + " repository or spec.source.dockerfile, and start the build without them");
    }
    if (PUSHES.stream().anyMatch(flag -> !call.text(flag).isEmpty())) {
      throw CliException.error(
          "weir does not look into Git repositories: let the Git host call the webhook, or name a"
              + " commit with weir start-build NAME --commit=COMMIT");
    }
    if (call.flag("--follow")) {
      throw CliException.error(
          "whoever builds has the log, Weir has none to follow; --wait waits for the build, and the"
              + " last lines of one that failed stand in its status.logSnippet");
    }
  }

  private static ObjectNode request(Call call) {
    ObjectNode request = Json.object();
    request.put("apiVersion", Kinds.BUILD_CONFIG.apiVersion()).put("kind", "BuildRequest");
    request.putArray("triggeredBy").addObject().put("message", "Manually triggered");
    ArrayNode env = BuildVariables.parse(call.arguments().texts("--env"), "environment variable");
    if (!call.text("--build-loglevel").isEmpty()) {
      env.addObject().put("name", "BUILD_LOGLEVEL").put("value", call.text("--build-loglevel"));
    }
    if (!env.isEmpty()) {
      request.set("env", env);
    }
    if (!call.text("--commit").isEmpty()) {
      request.putObject("revision").putObject("git").put("commit", call.text("--commit"));
    }
    ObjectNode source = request.putObject("sourceStrategyOptions");
    if (call.arguments().given("--incremental")) {
      source.put("incremental", call.flag("--incremental"));
    }
    ObjectNode docker = request.putObject("dockerStrategyOptions");
    ArrayNode arguments = BuildVariables.parse(call.arguments().texts("--build-arg"), "build-arg");
    if (!arguments.isEmpty()) {
      docker.set("buildArgs", arguments);
    }
    if (call.arguments().given("--no-cache")) {
      docker.put("noCache", call.flag("--no-cache"));
    }
    return request;
  }

  /** The webhooks of a config, which may be named by one of its builds. */
  private static ExitCode listWebhooks(Call call, Cluster cluster, String again, String listed)
      throws IOException {
    ObjectName named =
        again.isEmpty()
            ? webhooksOf(cluster, call.positional().getFirst())
            : new ObjectName(Kinds.BUILD, again);
    if (named.kind().equals(Kinds.BUILD_CONFIG)) {
      return BuildWebhooks.list(call, cluster, cluster.namespace(), named.name(), listed);
    }
    JsonNode build = cluster.get(Kinds.BUILD, cluster.namespace(), named.name());
    JsonNode config = Json.objectAt(Json.objectAt(build, "status"), "config");
    if (Json.string(config, "name").isEmpty()) {
      throw CliException.error(
          "the provided Build \""
              + named.name()
              + "\" was not created from a BuildConfig and cannot have webhooks");
    }
    String namespace = Json.string(config, "namespace");
    return BuildWebhooks.list(
        call,
        cluster,
        namespace.isEmpty() ? cluster.namespace() : namespace,
        Json.string(config, "name"),
        listed);
  }

  private static ObjectName webhooksOf(Cluster cluster, String argument) throws IOException {
    ObjectName name =
        argument.contains("/")
            ? ObjectName.parse(cluster.kinds(), List.of(argument)).getFirst()
            : new ObjectName(Kinds.BUILD_CONFIG, argument);
    return name.kind().plural().equals("builds")
        ? new ObjectName(Kinds.BUILD, name.name())
        : new ObjectName(Kinds.BUILD_CONFIG, config(cluster, argument));
  }

  private static String config(Cluster cluster, String argument) throws IOException {
    if (!argument.contains("/")) {
      return argument;
    }
    ObjectName name = ObjectName.parse(cluster.kinds(), List.of(argument)).getFirst();
    return switch (name.kind().plural()) {
      case "buildconfigs" -> name.name();
      case "builds" -> throw CliException.error("use --from-build to rerun your builds");
      default -> throw CliException.error("invalid resource provided: " + name.kind().resource());
    };
  }

  private static ExitCode await(Call call, Cluster cluster, String name)
      throws InterruptedException {
    call.context().out().flush();
    BuildPatience patience = new BuildPatience(call::warn);
    String end = new BuildWatch(cluster, name, patience).end(FOREVER).orElse("");
    if (end.equals("Complete")) {
      return ExitCode.SUCCESS;
    }
    throw CliException.error(
        "the build " + cluster.namespace() + "/" + name + " status is \"" + end + "\"");
  }
}

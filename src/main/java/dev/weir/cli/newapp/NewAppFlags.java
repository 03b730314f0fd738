package dev.weir.cli.newapp;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.cli.process.AssignmentFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The flags of {@code new-app}: those of {@code oc} that image streams have a part in. */
final class NewAppFlags {
  /** Flags of templates, and of what no client does without a cluster. */
  private static final List<String> OF_TEMPLATES =
      List.of("--template", "--file", "--param", "--param-file");

  private static final String PAIR = "[A-Za-z_][A-Za-z0-9_.-]*=.*";

  private NewAppFlags() {}

  static Flags declare(Flags flags) {
    return flags
        .flag("-S,--search", "Show the streams whose names have the arguments in them.")
        .flag("-L,--list", "Show all streams that can be used, of this project and of openshift.")
        .texts("-i,--image-stream", "STREAM[:TAG]", "A tag of a stream; may be repeated.")
        .texts("--image,--docker-image", "IMAGE", "An image of a registry; may be repeated.")
        .texts("--code", "REPOSITORY", "Source code to build on the one image that is named.")
        .text("--name", "NAME", "Name of what is made.")
        .flag("--dry-run", "Show what would be made, and make nothing.")
        .flag("--as-deployment-config", "Make a DeploymentConfig, and no Deployment.")
        .flag("--as-test", "Let the DeploymentConfig only try whether it can be deployed.")
        .flag("--insecure-registry", "Allow HTTP and unknown certificates of the registry.")
        .text("-l,--labels", "KEY=VALUE,…", "Labels of all that is made, and of its pods.")
        .texts("-e,--env", "NAME=VALUE", "A variable of the containers; may be repeated.")
        .texts("--env-file", "FILE", "A file of such variables, one in each line.")
        .texts("--build-env", "NAME=VALUE", "A variable of builds; may be repeated.")
        .texts("--build-env-file", "FILE", "A file of such variables, one in each line.")
        .text("--context-dir", "DIRECTORY", "Where the code is in its repository.")
        .text("--source-secret", "SECRET", "Login to the repository with the code.")
        .text("--strategy", "STRATEGY", "source: build on the image, whatever it says of itself.")
        .text("--import-mode", "MODE", "Legacy or PreserveOriginal, of tags that are made.")
        .flag("--allow-missing-images", "Use images that nobody can find.")
        .flag("--allow-missing-imagestream-tags", "Use tags that have no image yet.")
        .texts("--template", "NAME", "Not here: see weir process.")
        .texts("-f,--file", "FILE", "Not here: see weir process.")
        .texts("-p,--param", "NAME=VALUE", "Not here: see weir process.")
        .texts("--param-file", "FILE", "Not here: see weir process.");
  }

  /**
   * Refuses what belongs elsewhere.
   *
   * @throws CliException with what to do instead
   */
  static void check(Call call) {
    for (String flag : OF_TEMPLATES) {
      if (!call.arguments().texts(flag).isEmpty()) {
        throw CliException.error(
            flag
                + ": templates are weir process's: weir process NAME -p NAME=VALUE | weir create -f"
                + " -");
      }
    }
    switch (call.text("--strategy")) {
      case "", "source" -> {}
      case "docker", "pipeline" ->
          throw CliException.error(
              "--strategy="
                  + call.text("--strategy")
                  + ": weir new-app makes builds of source code on a builder only; write a"
                  + " BuildConfig, and create it with weir create -f");
      default ->
          throw CliException.flags(
              "invalid argument \""
                  + call.text("--strategy")
                  + "\" for \"--strategy\" flag: invalid strategy: "
                  + call.text("--strategy")
                  + ". Must be 'docker', 'pipeline' or 'source'.");
    }
  }

  /** {@code Legacy} or {@code PreserveOriginal}. */
  static String importMode(Call call) {
    return switch (call.text("--import-mode")) {
      case "", "Legacy" -> "Legacy";
      case "PreserveOriginal" -> "PreserveOriginal";
      default -> throw CliException.error("valid ImportMode values are Legacy or PreserveOriginal");
    };
  }

  /** True for an argument that is a variable of the containers. */
  static boolean isPair(String argument) {
    return argument.matches(PAIR);
  }

  /** Variables of the containers, in their order. */
  static Map<String, String> environment(Call call, Asked asked) throws IOException {
    List<String> pairs = new ArrayList<>(asked.environment());
    pairs.addAll(call.arguments().texts("--env"));
    return variables(call, "Environment", pairs, "--env-file");
  }

  /** Variables of builds, in their order. */
  static Map<String, String> buildEnvironment(Call call) throws IOException {
    return variables(
        call, "Build Environment", call.arguments().texts("--build-env"), "--build-env-file");
  }

  private static Map<String, String> variables(
      Call call, String title, List<String> pairs, String files) throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = checked(equals < 0 ? "" : pair.substring(0, equals), pair);
      if (variables.put(name, pair.substring(equals + 1)) != null) {
        call.warn("warning: %s variable \"%s\" was overwritten".formatted(title, name));
      }
    }
    for (String file : call.arguments().texts(files)) {
      for (Map.Entry<String, String> line : AssignmentFile.lines(call, file).entrySet()) {
        String name = checked(line.getKey(), line.getKey());
        if (variables.putIfAbsent(name, line.getValue()) != null) {
          call.warn(
              "warning: %s variable \"%s\" already defined, ignoring value from file \"%s\""
                  .formatted(title, name, file));
        }
      }
    }
    return variables;
  }

  private static String checked(String name, String typed) {
    if (!isPair(name + "=")) {
      throw CliException.error(
          "invalid parameter assignment in \""
              + typed
              + "\": NAME=VALUE is wanted, with a name of letters, digits, '_', '-' and '.'");
    }
    return name;
  }

  /** Labels of {@code -l}. */
  static Map<String, String> labels(Call call) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String pair : call.text("--labels").split(",")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw CliException.error(
              equals == 0 ? "unexpected empty label key" : "unexpected label spec: " + pair);
        }
        labels.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return labels;
  }
}

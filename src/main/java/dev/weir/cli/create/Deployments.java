package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.Flags;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code create deployment NAME --image=IMAGE}. */
public final class Deployments {
  private Deployments() {}

  public static Command deployment() {
    return new Made(
        () ->
            Flags.of("create deployment NAME --image=IMAGE [-- COMMAND [ARGUMENT…]]")
                .describedAs("Create a deployment of one or more images.")
                .examples("weir create deployment web --image=quay.io/team/web:v1 --replicas=2")
                .texts("--image", "IMAGE", "Image to run; may be repeated.")
                .text("-r,--replicas", "N", "How many pods; 1 if left out.")
                .text("--port", "PORT", "Port that the first container listens on."),
        Kinds.DEPLOYMENT,
        Deployments::name,
        "failed to create deployment:",
        (deployment, call, _) -> fill(deployment, call));
  }

  /** A command may stand behind it. */
  private static String name(Call call) {
    if (call.arguments().texts("--image").isEmpty()) {
      throw CliException.error("required flag(s) \"image\" not set");
    }
    if (call.positional().isEmpty()) {
      throw CliException.usage("exactly one NAME is required, got 0");
    }
    return call.positional().getFirst();
  }

  private static void fill(ObjectNode deployment, Call call) {
    String name = Meta.name(deployment);
    List<String> images = call.arguments().texts("--image");
    List<String> command = call.positional().subList(1, call.positional().size());
    if (!command.isEmpty() && images.size() > 1) {
      throw CliException.error("cannot specify multiple --image options and command");
    }
    Meta.of(deployment).putObject("labels").put("app", name);
    ObjectNode spec = deployment.putObject("spec");
    spec.put("replicas", number(call, "--replicas", 1));
    spec.putObject("selector").putObject("matchLabels").put("app", name);
    ObjectNode template = spec.putObject("template");
    Meta.of(template).putObject("labels").put("app", name);
    ArrayNode containers = template.putObject("spec").putArray("containers");
    images.forEach(image -> container(containers, image));
    ObjectNode first = (ObjectNode) containers.get(0);
    if (!command.isEmpty()) {
      command.forEach(first.putArray("command")::add);
    }
    if (!call.text("--port").isEmpty()) {
      first.putArray("ports").addObject().put("containerPort", number(call, "--port", 0));
    }
  }

  private static int number(Call call, String flag, int otherwise) {
    String text = call.text(flag);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("\\d{1,9}")) {
      throw CliException.flags(
          "invalid argument \"" + text + "\" for \"" + flag + "\" flag: a count is expected");
    }
    return Integer.parseInt(text);
  }

  /** A container is named after its image, without registry, tag and digest. */
  private static void container(ArrayNode containers, String image) {
    String last = image.substring(image.lastIndexOf('/') + 1).replaceFirst("[:@].*$", "");
    containers.addObject().put("image", image).put("name", last.replace('_', '-'));
  }
}

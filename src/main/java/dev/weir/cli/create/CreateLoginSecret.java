package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code create secret docker-registry NAME}: a login to a registry (cli.md 9). */
public final class CreateLoginSecret implements Command {
  private static final String KEY = ".dockerconfigjson";
  private static final String HUB = "https://index.docker.io/v1/";

  @Override
  public Flags flags() {
    return Creation.declare(
        Flags.of("create secret docker-registry NAME")
            .describedAs("Create a secret that holds a login to a registry.")
            .examples(
                "weir create secret docker-registry pull --docker-server=quay.io"
                    + " --docker-username=me --docker-password=…")
            .text("--docker-server", "HOST", "The registry; Docker Hub if left out.")
            .text("--docker-username", "NAME", "User name at the registry.")
            .text("--docker-password", "TEXT", "Password at the registry.")
            .text("--docker-email", "TEXT", "Mail address; few registries want it.")
            .texts("--from-file", "[KEY=]FILE", "Take the logins of a config.json instead."));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    String name = Creation.name(call);
    byte[] logins = logins(call);
    try (Cluster cluster = Cluster.of(call)) {
      ObjectNode secret = Creation.object(cluster, Kinds.SECRET, name);
      secret.put("type", "kubernetes.io/dockerconfigjson");
      secret.putObject("data").put(KEY, Base64.getEncoder().encodeToString(logins));
      return Creation.create(call, cluster, Kinds.SECRET, secret);
    }
  }

  private static byte[] logins(Call call) throws IOException {
    List<String> files = call.arguments().texts("--from-file");
    if (!files.isEmpty()) {
      String file = files.getFirst();
      String path = file.startsWith(KEY + "=") ? file.substring(KEY.length() + 1) : file;
      return Files.readAllBytes(call.context().file(path));
    }
    String user = call.text("--docker-username");
    String password = call.text("--docker-password");
    if (user.isEmpty() || password.isEmpty()) {
      throw CliException.error(
          "either --from-file or the combination of --docker-username, --docker-password and"
              + " --docker-server is required");
    }
    String server = call.text("--docker-server").isEmpty() ? HUB : call.text("--docker-server");
    ObjectNode login = Json.object().put("username", user).put("password", password);
    if (!call.text("--docker-email").isEmpty()) {
      login.put("email", call.text("--docker-email"));
    }
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    login.put("auth", Base64.getEncoder().encodeToString(pair));
    ObjectNode config = Json.object();
    config.putObject("auths").set(server, login);
    return Json.bytes(config);
  }
}

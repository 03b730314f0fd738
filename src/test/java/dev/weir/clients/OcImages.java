package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** {@code oc image}, unmodified, with a home of its own. */
final class OcImages {
  private final Path home;
  private final ObjectNode logins = Json.object();
  private final Map<String, String> environment;

  OcImages(Path home) {
    this.home = home;
    this.environment =
        new HashMap<>(Map.of("HOME", home.toString(), "XDG_RUNTIME_DIR", home.toString()));
  }

  /** Sets a variable. */
  OcImages with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Logs in to a registry, beside those before, as {@code docker login} keeps it. */
  OcImages login(String host, String user, String password) throws IOException {
    Path docker = Files.createDirectories(home.resolve(".docker"));
    Path _ = write(docker.resolve("config.json"), host, user, password);
    return this;
  }

  /** Writes all logins so far and one more to a file. */
  Path write(Path file, String host, String user, String password) throws IOException {
    String basic = user + ":" + password;
    logins
        .withObject("/auths")
        .putObject(host)
        .put("auth", Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
    return Files.writeString(file, logins.toString());
  }

  /** Runs {@code oc image}. */
  Output image(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("image"));
    line.addAll(List.of(arguments));
    return RealClient.oc(environment).in(home).attempt("", line.toArray(String[]::new));
  }

  /** Lines of standard output of a mirror that succeeds over plain HTTP. */
  List<String> mirrors(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("mirror", "--insecure"));
    line.addAll(List.of(arguments));
    Output output = image(line.toArray(String[]::new));
    assertThat(output.exit()).as(output.err()).isZero();
    return output.out().lines().toList();
  }
}

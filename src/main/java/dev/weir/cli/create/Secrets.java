package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.Flags;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The sorts of {@code create secret} (cli.md 9). */
public final class Secrets {
  private static final String LOGINS = ".dockerconfigjson";
  private static final String HUB = "https://index.docker.io/v1/";

  /** Types that the key of a single file gives away (cli.md 20, row 26). */
  private static final Map<String, String> TYPES =
      Map.of(LOGINS, "kubernetes.io/dockerconfigjson", ".dockercfg", "kubernetes.io/dockercfg");

  private Secrets() {}

  /** {@code create secret generic NAME}: from files and texts. */
  public static Command generic() {
    return new Made(
        () ->
            DataSources.declare(
                    Flags.of("create secret generic NAME")
                        .describedAs("Create a secret from files and texts.")
                        .examples(
                            """
                            weir create secret generic db --from-literal=password=…
                            weir create secret generic pull --from-file=.dockerconfigjson=config.json\
                            """))
                .text("--type", "TYPE", "Type of the secret.")
                .with(DataHash::declare),
        Kinds.SECRET,
        "failed to create secret",
        (secret, call, _) -> {
          Map<String, byte[]> data = DataSources.read(call, "Secret");
          String type = type(call, data);
          if (!type.isEmpty()) {
            secret.put("type", type);
          }
          ObjectNode values = secret.putObject("data");
          data.forEach((key, value) -> values.put(key, base64(value)));
        });
  }

  private static String type(Call call, Map<String, byte[]> data) {
    String given = call.text("--type");
    if (!given.isEmpty() || data.size() != 1) {
      return given;
    }
    String key = data.keySet().iterator().next();
    String type = TYPES.getOrDefault(key, "");
    if (!type.isEmpty()) {
      call.warn("info: the key " + key + " makes this a secret of type " + type);
    }
    return type;
  }

  /** {@code create secret docker-registry NAME}: a login to a registry. */
  public static Command login() {
    return new Made(
        () ->
            Flags.of("create secret docker-registry NAME")
                .describedAs("Create a secret that holds a login to a registry.")
                .examples(
                    "weir create secret docker-registry pull --docker-server=quay.io"
                        + " --docker-username=me --docker-password=…")
                .text("--docker-server", "HOST", "The registry; Docker Hub if left out.")
                .text("--docker-username", "NAME", "User name at the registry.")
                .text("--docker-password", "TEXT", "Password at the registry.")
                .text("--docker-email", "TEXT", "Mail address; few registries want it.")
                .texts("--from-file", "[KEY=]FILE", "Take the logins of a config.json instead.")
                .with(DataHash::declare),
        Kinds.SECRET,
        "failed to create secret",
        (secret, call, _) ->
            secret
                .put("type", "kubernetes.io/dockerconfigjson")
                .putObject("data")
                .put(LOGINS, base64(logins(call))));
  }

  private static byte[] logins(Call call) throws IOException {
    List<String> files = call.arguments().texts("--from-file");
    if (!files.isEmpty()) {
      String file = files.getFirst();
      String path = file.startsWith(LOGINS + "=") ? file.substring(LOGINS.length() + 1) : file;
      return DataSources.bytes(call, path);
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
    login.put("auth", base64((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    ObjectNode config = Json.object();
    config.putObject("auths").set(server, login);
    return Json.bytes(config);
  }

  /** {@code create secret tls NAME}: a certificate and its key. */
  public static Command tls() {
    return new Made(
        () ->
            Flags.of("create secret tls NAME")
                .describedAs("Create a secret that holds a certificate and its key.")
                .examples("weir create secret tls web --cert=tls.crt --key=tls.key")
                .text("--cert", "FILE", "Certificate in PEM form, with those above it.")
                .text("--key", "FILE", "Private key in PEM form.")
                .with(DataHash::declare),
        Kinds.SECRET,
        "failed to create secret",
        (secret, call, _) -> {
          if (call.text("--cert").isEmpty() || call.text("--key").isEmpty()) {
            throw CliException.error("key and cert must be specified");
          }
          secret
              .put("type", "kubernetes.io/tls")
              .putObject("data")
              .put("tls.crt", base64(pem(call, "--cert")))
              .put("tls.key", base64(pem(call, "--key")));
        });
  }

  private static byte[] pem(Call call, String flag) throws IOException {
    String name = call.text(flag);
    byte[] bytes = DataSources.bytes(call, name);
    if (!new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
      throw CliException.error(flag + " " + name + " holds nothing in PEM form");
    }
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}

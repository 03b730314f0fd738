package dev.weir.cli.registry;

import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Programs;
import dev.weir.remote.Credential;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A program that keeps logins in a safe of the desktop: {@code docker-credential-NAME}, given one
 * JSON object, or a host, on standard input, answering or saying what is wrong on standard output.
 */
final class CredentialHelper {
  private static final int MAX_WORDS = 200;

  /** In place of a name, where the secret is an identity token. */
  private static final String IS_TOKEN = "<token>";

  private CredentialHelper() {}

  static String program(String name) {
    return "docker-credential-" + name;
  }

  /**
   * Hands a login over.
   *
   * @throws CliException if there is no such program, or it fails
   */
  static void store(CliContext context, String name, String host, Credential credential)
      throws IOException, InterruptedException {
    Path program =
        Programs.find(context, program(name))
            .orElseThrow(() -> CliException.error(program(name) + " is not on PATH"));
    ObjectNode login =
        Json.object()
            .put("ServerURL", host)
            .put("Username", credential.username())
            .put("Secret", credential.password());
    Programs.Answer answer = Programs.tell(context, Json.bytes(login), program, "store");
    if (answer.exit() != 0) {
      String words = answer.output().strip();
      throw failed(name, words.replace(credential.password(), "…"));
    }
  }

  /**
   * The login for a host; empty if it keeps none.
   *
   * @throws CliException if there is no such program, or it fails
   */
  static Optional<Credential> get(CliContext context, String name, String host)
      throws IOException, InterruptedException {
    Path program =
        Programs.find(context, program(name))
            .orElseThrow(() -> CliException.error(program(name) + " is not on PATH"));
    Programs.Answer answer =
        Programs.tell(context, host.getBytes(StandardCharsets.UTF_8), program, "get");
    String output = answer.output().strip();
    if (answer.exit() != 0) {
      if (output.toLowerCase(Locale.ROOT).contains("not found")) {
        return Optional.empty();
      }
      throw failed(name, output);
    }
    try {
      return login(Json.parse(output));
    } catch (JacksonException | IllegalArgumentException _) {
      throw CliException.error(program(name) + " answered with something that is no login");
    }
  }

  private static Optional<Credential> login(JsonNode answer) {
    String user = Json.string(answer, "Username");
    String secret = Json.string(answer, "Secret");
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        user.equals(IS_TOKEN) ? Credential.identity("", secret) : new Credential(user, secret));
  }

  private static CliException failed(String name, String words) {
    return CliException.error(
        program(name) + " failed: " + words.substring(0, Math.min(words.length(), MAX_WORDS)));
  }
}

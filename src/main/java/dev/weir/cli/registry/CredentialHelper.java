package dev.weir.cli.registry;

import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Programs;
import dev.weir.remote.Credential;
import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/**
 * A program that keeps logins in a safe of the desktop: {@code docker-credential-NAME}, given one
 * JSON object on standard input, saying on standard output what is wrong.
 */
final class CredentialHelper {
  private static final int MAX_WORDS = 200;

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
      throw CliException.error(
          program(name)
              + " failed: "
              + words
                  .substring(0, Math.min(words.length(), MAX_WORDS))
                  .replace(credential.password(), "…"));
    }
  }
}

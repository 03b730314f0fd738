package dev.weir.pullthrough.stream;

import dev.weir.reference.Digest;
import dev.weir.remote.Credential;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Tells logins apart without telling what they are; the names hold for one process. */
final class LoginNames {
  private final String salt = UUID.randomUUID().toString();

  String of(Credential login) {
    String text = salt + '\n' + login.username() + '\n' + login.password();
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }
}

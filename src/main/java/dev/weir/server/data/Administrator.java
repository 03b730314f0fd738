package dev.weir.server.data;

import dev.weir.access.Tokens;
import dev.weir.access.User;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one who may do everything, let in by the token in {@code admin.kubeconfig}. */
public final class Administrator {
  static final User USER = User.named("system:admin", User.MASTERS, "system:authenticated");

  /** Name of the purpose under which the token is kept. */
  private static final String PURPOSE = "admin-kubeconfig";

  private static final Logger LOG = LoggerFactory.getLogger(Administrator.class);

  private final Tokens tokens;
  private final Kubeconfig kubeconfig;

  public Administrator(Tokens tokens, Kubeconfig kubeconfig) {
    this.tokens = tokens;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Writes the kubeconfig. Its token is kept while it is good; else a new one voids all before it.
   * With a good token the file may stay as it is, if it cannot be written: only its address is old.
   *
   * @param server such as {@code https://127.0.0.1:8443}
   */
  public void letIn(String server, byte[] trustPem) throws IOException {
    Optional<String> kept = kubeconfig.token().filter(this::isGood);
    try {
      kubeconfig.write(server, trustPem, kept.isPresent() ? kept.get() : newToken());
    } catch (IOException e) {
      if (kept.isEmpty()) {
        throw e;
      }
      LOG.warn(
          "{}; commands that read it may ask another address than {}, which --server names",
          e.getMessage(),
          server);
    }
  }

  private boolean isGood(String token) {
    return tokens.authenticate(token).filter(user -> user.name().equals(USER.name())).isPresent();
  }

  private String newToken() {
    tokens.revokeAll(PURPOSE);
    return tokens.issueLasting(USER, PURPOSE);
  }
}

package dev.weir.server.reload;

import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.LogLevel;
import dev.weir.server.tls.ServerIdentity;
import java.io.IOException;

/** What of a running server may change. */
public interface Live {
  /** Who the server is now. */
  ServerIdentity identity();

  /**
   * Who it would be by this configuration, which it is not yet.
   *
   * @throws dev.weir.server.config.StartException if the certificate's files cannot be used
   */
  ServerIdentity identity(ServerConfig config) throws IOException;

  /** From now on new connections are shown this certificate. */
  void show(ServerIdentity identity) throws IOException;

  /** From now on image streams may point at what this allows. */
  void allow(ServerConfig config);

  /** From now on the log tells this at least. */
  void log(LogLevel level);
}

package dev.weir.server;

import dev.weir.server.config.ServerConfig;
import dev.weir.server.config.ServerConfig.LogLevel;
import dev.weir.server.log.Logs;
import dev.weir.server.reload.Live;
import dev.weir.server.tls.ServerIdentity;
import java.io.IOException;

/** What of a server that stands alone can be changed while it runs. */
record Changes(Ground ground, StreamsHalf streams, Admittance access, PlatformLoops platform)
    implements Live {
  @Override
  public ServerIdentity identity() {
    return ground.identity().now();
  }

  @Override
  public ServerIdentity identity(ServerConfig config) {
    return ground.identity(config);
  }

  @Override
  public void show(ServerIdentity identity) throws IOException {
    access.letAdministratorIn(ground, identity); // first, since a file or a store may be in the way
    ground.listeners().show(identity);
    ground.identity().set(identity);
    platform.lookAtAccounts();
  }

  @Override
  public void allow(ServerConfig config) {
    streams.allow(ground, config);
  }

  @Override
  public void log(LogLevel level) {
    Logs.setLevel(level);
  }
}

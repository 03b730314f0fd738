package dev.weir.server;

import dev.weir.apiserver.Readiness;
import dev.weir.server.disk.StorageWatch;
import java.util.Collection;
import java.util.Optional;

/** Whether a server answers and can write. */
final class ServerReadiness implements Readiness {
  private final StorageWatch storage;
  private volatile boolean answering;

  ServerReadiness(StorageWatch storage) {
    this.storage = storage;
  }

  void begin() {
    answering = true;
  }

  void end() {
    answering = false;
  }

  /** Without what the log says: everybody may ask. */
  @Override
  public Optional<String> obstacle(Collection<String> excluded) {
    if (!answering) {
      return Optional.of("the server is starting or stopping");
    }
    return excluded.contains(STORAGE)
        ? Optional.empty()
        : storage.trouble().map(_ -> "nothing can be written; the server's log says why");
  }
}

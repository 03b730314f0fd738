package dev.weir.clients;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One server of 64 MB, otherwise as the launcher starts it, under one attack after another: what an
 * attack leaves behind is there when the next one comes.
 */
@Timeout(240)
final class SmallHeapTest {
  private static SmallServer server;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    server = new SmallServer(data.resolve("data"), Launcher.serverFlags("-Xmx64m"));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Nested
  final class Registry extends RegistryUnderAttack {
    Registry() {
      super(server);
    }
  }

  @Nested
  final class Api extends ApiUnderAttack {
    Api() {
      super(server);
    }
  }
}

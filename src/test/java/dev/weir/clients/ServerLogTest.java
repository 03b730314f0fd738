package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the log of a server says of the server itself. */
@Timeout(60)
class ServerLogTest {
  @TempDir private Path work;

  @Test
  void beginsWithVersionDataAndAddresses() throws Exception {
    Path data = work.resolve("data");
    String first;
    try (ServerProcess server = ServerProcess.start(data)) {
      first = server.registry();
      assertThat(server.log().lines().findFirst().orElse(""))
          .matches(
              ".* INFO  Serve: weir (development|[0-9.]+) starts: data in \\Q"
                  + data
                  + "\\E, API at 127.0.0.1:0, registry at 127.0.0.1:0 ");
      assertThat(server.log()).doesNotContain("pull specs name");
      server.terminate();
    }
    String fixed = "127.0.0.1:" + first.substring(first.indexOf(':') + 1);
    try (ServerProcess server = ServerProcess.start(data, "--registry", fixed)) {
      assertThat(server.registry()).isEqualTo(fixed);
      server.terminate();
    }
    try (ServerProcess server = ServerProcess.start(data, "--registry", "localhost:0")) {
      assertThat(server.log().lines().toList().getLast())
          .contains(
              "WARN  Serve: pull specs name the registry "
                  + fixed
                  + ", as kept from an earlier start, and it listens on localhost:",
              "; listen there again with --registry, or change the name with --registry-host");
    }
  }
}

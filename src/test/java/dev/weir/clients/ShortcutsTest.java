package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a command does not look for in its own jar, which would be opened and indexed for it: a
 * directory before the jar says of each such thing that a class has it which is not there.
 */
class ShortcutsTest {
  private static final String CHANNELS = "java.nio.channels.spi.SelectorProvider";
  private static final String URLS = "java.net.spi.URLStreamHandlerProvider";
  private static final String LOGGERS = "java.lang.System$LoggerFinder";
  private static final String BACKENDS = "jdk.internal.logger.DefaultLoggerFinder";

  @TempDir private Path work;
  private Path traps = Path.of("");
  private Path program = Path.of("");

  @BeforeEach
  void weirWithTraps() throws IOException {
    traps = Files.createDirectories(work.resolve("traps/META-INF/services"));
    program = work.resolve("weir");
    List<String> command = RealClient.weirCommand();
    Files.writeString(
        program,
        "#!/bin/sh\nexec %s -XX:TieredStopAtLevel=1 -cp %s:%s %s \"$@\"\n"
            .formatted(
                command.getFirst(),
                work.resolve("traps"),
                System.getProperty("java.class.path"),
                command.getLast()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private void trap(String... services) throws IOException {
    for (String service : services) {
      Files.writeString(traps.resolve(service), "no.such.Provider\n");
    }
  }

  private Output weir(Map<String, String> environment, String... arguments) throws Exception {
    return RealClient.at(program, environment).attempt("", arguments);
  }

  @Test
  void aCommandEndsWithoutALookForLoggers() throws Exception {
    trap(LOGGERS, BACKENDS);

    Output version = weir(Map.of("HOME", work.toString()), "version", "--client");
    assertThat(version.err()).isEmpty();
    assertThat(version.exit()).isZero();
    Output unknown = weir(Map.of("HOME", work.toString()), "get", "is", "--server", "::");
    assertThat(unknown.err()).doesNotContain("no.such.Provider", "logging");
    assertThat(unknown.exit()).isOne();
  }

  @Test
  void aCommandConnectsWithoutALookForProviders() throws Exception {
    trap(CHANNELS, URLS);

    try (ServerProcess server = ServerProcess.start(work.resolve("data"))) {
      Map<String, String> environment = new HashMap<>(server.environment(work));
      Output local = weir(environment, "get", "namespaces");
      assertThat(local.err()).isEmpty();
      assertThat(local.out()).contains("default");

      Path elsewhere = Files.copy(server.kubeconfig(), work.resolve("kubeconfig"));
      environment.put("KUBECONFIG", elsewhere.toString());
      Output far = weir(environment, "get", "namespaces");
      assertThat(far.err()).isEmpty();
      assertThat(far.out()).contains("default");
    }
  }
}

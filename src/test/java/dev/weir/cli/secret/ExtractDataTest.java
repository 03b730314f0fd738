package dev.weir.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.ExitCode;
import dev.weir.client.ScriptedServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers refuse keys that are no names of files; one that does not is not believed. */
class ExtractDataTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path work;

  private int extract(String server, String to) {
    PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8);
    CliContext context =
        new CliContext(
            new ByteArrayInputStream(new byte[0]),
            said,
            said,
            Map.of(),
            work,
            work,
            Clock.systemUTC(),
            false,
            "test");
    return Cli.run(context, "extract", "secret/s", "--to=" + to, "--confirm", "--server=" + server);
  }

  private static void answer(HttpExchange exchange, String key) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.endsWith("/secrets/s")) {
      ScriptedServer.answer(
          exchange,
          200,
          """
          {"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "s", "namespace": "n"},
           "data": {"%s": "eA=="}}
          """
              .formatted(key));
    } else {
      ScriptedServer.answer(exchange, 404, "{}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../out", "..", ".", "", "a/../../out", "/tmp/out", "sub/file", "a\\u0000b"})
  void noKeyLeadsOutOfTheDirectory(String key) throws IOException {
    try (ScriptedServer server = ScriptedServer.start(exchange -> answer(exchange, key))) {
      String url = server.uri().toString();
      for (String to : List.of("dir", work.resolve("deep/dir").toString())) {
        assertThat(extract(url, to)).isEqualTo(ExitCode.FAILURE.number());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("a key is no name of a file: ");
      }
    }
    try (var files = Files.walk(work)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
  }
}

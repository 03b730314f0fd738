package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.clients.RealClient.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls of Weir's own client in this process: as a user makes them, without the start of a JVM. */
public final class WeirCalls {
  private final Map<String, String> environment;
  private final Path directory;

  public WeirCalls(Map<String, String> environment, Path directory) {
    this.environment = Map.copyOf(environment);
    this.directory = directory;
  }

  public WeirCalls with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new WeirCalls(more, directory);
  }

  /** What a call prints that succeeds. */
  public String says(String... arguments) {
    Output output = attempt("", arguments);
    assertThat(output.exit()).as("%s: %s", List.of(arguments), output.err()).isZero();
    return output.out();
  }

  /** What a call complains about that fails. */
  public String fails(String... arguments) {
    Output output = attempt("", arguments);
    assertThat(output.exit()).as("%s: %s", List.of(arguments), output.out()).isEqualTo(1);
    return output.err();
  }

  public Output attempt(String input, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int exit =
        Cli.run(
            new CliContext(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                directory,
                directory,
                Clock.systemUTC(),
                false,
                "test"),
            arguments);
    return new Output(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A file in the directory of the calls. */
  public String file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
    return name;
  }
}

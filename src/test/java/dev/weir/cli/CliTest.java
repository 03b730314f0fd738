package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CliTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Cli.run(context(), arguments);
  }

  private CliContext context() {
    return new CliContext(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Map.of(),
        Path.of(""),
        Path.of(""),
        Clock.systemUTC(),
        false,
        "1.2.3");
  }

  @Test
  void showsItsVersion() {
    assertThat(run("version", "--client")).isZero();
    assertThat(out).hasToString("Client Version: 1.2.3\n");
  }

  @Test
  void takesGlobalFlagsBeforeTheVerb() {
    assertThat(run("-n", "demo", "version", "--client=true")).isZero();
    assertThat(out).hasToString("Client Version: 1.2.3\n");
  }

  @Test
  void saysInOneSentenceThatItFailedUnforeseen() {
    Command broken =
        new Command() {
          @Override
          public Flags flags() {
            return Flags.of("break");
          }

          @Override
          public ExitCode run(Call call) {
            return List.<ExitCode>of().getFirst();
          }
        };

    assertThat(Cli.run(context(), broken, "break", List.of())).isEqualTo(ExitCode.BROKEN);
    assertThat(err)
        .hasToString(
            "error: weir break failed in a way that was not foreseen (a fault in Weir itself);"
                + " with -v=6 it shows where\n");

    for (String flag : List.of("-v=6", "--loglevel=6")) {
      err.reset();
      assertThat(Cli.run(context(), broken, "break", List.of(flag))).isEqualTo(ExitCode.BROKEN);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains(
              "NoSuchElementException", "\tat dev.weir.cli.CliTest", "error: weir break failed");
    }
  }

  @Test
  void saysInOneSentenceThatThereWasNoMemory() {
    Command large =
        new Command() {
          @Override
          public Flags flags() {
            return Flags.of("grow");
          }

          @Override
          public ExitCode run(Call call) {
            throw new OutOfMemoryError("Java heap space");
          }
        };

    assertThat(Cli.run(context(), large, "grow", List.of())).isEqualTo(ExitCode.BROKEN);
    assertThat(err)
        .hasToString("error: weir grow needs more memory than it has; ask for less at a time\n");
  }

  @Test
  void suggestsTheVerbThatWasMeant() {
    assertThat(run("vesion")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith(
            """
            error: unknown command "vesion" for "weir"

            Did you mean this?
            \tversion
            """);
  }

  @Test
  void refusesAnUnknownFlag() {
    assertThat(run("version", "--clinet")).isEqualTo(1);
    assertThat(err)
        .hasToString(
            """
            error: unknown flag: --clinet
            See 'weir version --help' for usage.
            """);
    assertThat(out).hasToString("");
  }

  @Test
  void showsFlagsAndExamplesOfAVerb() {
    assertThat(run("version", "-h")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Usage:\n  weir version [FLAGS]", "  weir version --client", "--client")
        .doesNotContain("ARGUMENT");
  }
}

package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.call.VerbName;
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

    assertThat(Cli.run(context(), broken, VerbName.of("break"), List.of()))
        .isEqualTo(ExitCode.BROKEN);
    assertThat(err)
        .hasToString(
            "error: weir break failed in a way that was not foreseen (a fault in Weir itself);"
                + " with -v=6 it shows where\n");

    for (String flag : List.of("-v=6", "--loglevel=6")) {
      err.reset();
      assertThat(Cli.run(context(), broken, VerbName.of("break"), List.of(flag)))
          .isEqualTo(ExitCode.BROKEN);
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

    assertThat(Cli.run(context(), large, VerbName.of("grow"), List.of()))
        .isEqualTo(ExitCode.BROKEN);
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

  private String shown(String... arguments) {
    out.reset();
    assertThat(run(arguments)).as(String.join(" ", arguments)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private String refused(String... arguments) {
    err.reset();
    assertThat(run(arguments)).as(String.join(" ", arguments)).isOne();
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsItsVersionInEveryFormThatIsAskedFor() {
    assertThat(shown("--version")).isEqualTo("Client Version: 1.2.3\n");
    assertThat(shown("version", "--client", "-o", "json"))
        .isEqualTo(
            """
            {
                "clientVersion": {
                    "gitVersion": "1.2.3"
                }
            }
            """);
    assertThat(shown("version", "--client", "-o", "yaml"))
        .isEqualTo("clientVersion:\n  gitVersion: 1.2.3\n");
    assertThat(refused("version", "-o", "x"))
        .isEqualTo("error: --output must be 'yaml' or 'json'\n");
    assertThat(refused("version", "1")).startsWith("error: extra arguments: [1]\n");
  }

  @Test
  void refusesAFlagOfNoVerb() {
    assertThat(refused("--foo"))
        .isEqualTo("error: unknown flag: --foo\nSee 'weir --help' for usage.\n");
    assertThat(refused("-o", "json", "nothing"))
        .startsWith("error: unknown shorthand flag: 'o' in -o");
    assertThat(refused("create", "secret", "--foo=1"))
        .isEqualTo("error: unknown flag: --foo\nSee 'weir create secret --help' for usage.\n");
  }

  @Test
  void namesAVerbAsItWasCalled() {
    assertThat(shown("adm", "policy", "who-can", "-h"))
        .contains("  weir adm policy who-can VERB TYPE", "  weir adm policy who-can create is")
        .doesNotContain("weir policy");
    assertThat(refused("adm", "policy", "who-can"))
        .endsWith("See 'weir adm policy who-can -h' for help and examples\n");
    assertThat(refused("sa", "new-token", "--foo")).contains("See 'weir sa new-token --help'");
    for (Verb verb : Verb.values()) {
      for (String name : verb.names()) {
        assertThat(shown((name + " -h").split(" ")))
            .contains("Usage:\n  weir " + name)
            .endsWith("Use \"weir options\" for the flags that all commands take.\n");
      }
    }
  }

  @Test
  void theOverviewBeginsWithImagesAndNamesEveryFirstWordOnce() {
    String text = shown("-h");
    assertThat(text)
        .startsWith("Image streams on any machine and any cluster.\n\nImages:\n  tag  ");
    for (Verb verb : Verb.values()) {
      String word = verb.path().split(" ")[0];
      assertThat(text.split("\n  " + word + "  ", -1)).as(word).hasSize(2);
    }
    assertThat(shown()).isEqualTo(text);
    assertThat(shown("help")).isEqualTo(text);
    assertThat(shown("options")).contains("  -n, --namespace=NAME", "--as-group=GROUP");
    assertThat(shown("get", "-h")).doesNotContain("--as-group");
  }

  @Test
  void whatAVerbDoesIsToldInLinesOfATerminal() {
    for (String verb : List.of("why", "tag", "tag history", "rollback", "hold")) {
      String text = shown((verb + " -h").split(" "));
      String told = text.substring(0, text.indexOf("\nExamples:"));

      assertThat(told.lines()).as(verb).allMatch(line -> line.length() <= 80);
    }
    assertThat(shown("hold", "-h"))
        .startsWith("Keep a tag of an image stream at the image that it");
    assertThat(shown("-h")).containsPattern("\n  tag +Point tags at images; tell who moved one");
  }

  @Test
  void everyGroupHasHelpThatNamesItsVerbs() {
    for (VerbGroup group : VerbGroup.values()) {
      String text = shown(group.word(), "-h");
      assertThat(text).startsWith(group.summary() + ".\n\nCommands:\n  " + group.word());
      assertThat(refused(group.word())).isEqualTo(text);
    }
    assertThat(shown("adm", "policy", "-h"))
        .contains("adm policy who-can ", "adm policy add-cluster-role-to-user ");
    assertThat(shown("tag", "-h")).contains("\nCommands:\n  tag history ");
    assertThat(shown("create", "-h")).contains("\n  create secret generic  ");
  }

  @Test
  void saysWhatToUseForWhatOtherClientsHave() {
    assertThat(refused("logs", "-f", "dc/web"))
        .isEqualTo(
            "error: there is no \"weir logs\": Weir runs no pods; ask who runs them, such as"
                + " kubectl with the kubeconfig of the cluster, or podman on this machine\n");
    assertThat(refused("-n", "demo", "rsh", "pod")).contains("Weir runs no pods");
    assertThat(refused("create", "route", "edge"))
        .contains("\"weir create route\"", "weir create -f FILE");
    assertThat(refused("adm", "prune", "builds")).contains("weir storage gc");
    for (String words : Elsewhere.words()) {
      assertThat(Verb.values()).as(words).noneMatch(verb -> verb.isCalled(words));
      assertThat(refused(words.split(" ")).lines()).hasSize(1);
    }
  }
}

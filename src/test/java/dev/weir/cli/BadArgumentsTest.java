package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.call.CliContext;
import dev.weir.cli.call.Flag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every verb with arguments that are missing, too many, doubled, contradictory or absurd, where no
 * server is: it ends soon, with exit 1 and a sentence for people.
 */
class BadArgumentsTest {
  private static final Pattern JAVA =
      Pattern.compile(
          "(java|javax|sun|org|tools|dev)\\.[a-z]+\\.|Exception|\\bnull\\b|\tat |option '");

  private static final Duration SOON = Duration.ofSeconds(1);

  private static final List<String> ABSURD =
      List.of("", "-1", "99999999999999999999", "\u0001 \uD83E\uDD80", "%s{*:@/", "a=b=c,,");

  /** They need no server. */
  private static final Set<Verb> ALONE = EnumSet.of(Verb.OPTIONS, Verb.VERSION, Verb.PROJECT);

  @TempDir private Path home;
  private String nobody = "";

  private record Ended(int exit, String out, String err, Duration took) {}

  @BeforeEach
  void aPortWhereNobodyListens() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      nobody = "127.0.0.1:" + free.getLocalPort();
    }
  }

  private Ended run(List<String> arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    String proxy = "http://" + nobody;
    CliContext context =
        new CliContext(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("HTTPS_PROXY", proxy, "HTTP_PROXY", proxy, "EDITOR", "false"),
            home,
            home,
            Clock.systemUTC(),
            false,
            "test");
    long begin = System.nanoTime();
    int exit = Cli.run(context, arguments.toArray(String[]::new));
    return new Ended(
        exit,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8),
        Duration.ofNanos(System.nanoTime() - begin));
  }

  private String refused(Verb verb, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of(verb.path().split(" ")));
    line.addAll(arguments);
    line.addAll(List.of("--server=https://" + nobody, "-n=x"));
    String shown = String.join(" ", line);
    Ended ended = run(line);
    assertThat(ended.exit())
        .as("%.200s: %s%s", shown, ended.out(), ended.err())
        .isEqualTo(verb.command().whenRefused().number());
    assertThat(ended.err().strip()).as("%.200s", shown).contains(" ");
    assertThat(ended.err()).as("%.200s", shown).doesNotContainPattern(JAVA);
    if (ended.took().compareTo(SOON) > 0) { // once may be the machine's fault
      assertThat(run(line).took()).as("%.200s", shown).isLessThan(SOON);
    }
    return ended.err();
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void arguments(Verb verb) {
    if (!ALONE.contains(verb)) {
      refused(verb, List.of());
    }
    refused(verb, Collections.nCopies(60, "a"));
    refused(verb, List.of("x".repeat(100_000)));
    for (String absurd : ABSURD) {
      refused(verb, List.of(absurd, absurd));
      refused(verb, List.of("is/x", absurd));
      refused(verb, List.of("x:y", absurd, "--no-such-flag"));
    }
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void flags(Verb verb) {
    for (Flag flag : verb.command().flags().list()) {
      String name = flag.longName();
      if (name.equals("--help")) {
        continue;
      }
      if (flag.isSwitch()) {
        assertThat(refused(verb, List.of(name + "=maybe"))).startsWith("error: invalid argument");
        refused(verb, List.of("a", "b:c", "d", name + "=false", name));
      } else {
        refused(verb, List.of("a", "b:c", "d", name, "x".repeat(100_000)));
        for (String absurd : ABSURD.subList(1, 5)) {
          refused(verb, List.of("a", "b:c", "d", name, absurd, name, absurd));
        }
      }
    }
  }

  @Test
  void aFlagWithoutItsValue() {
    for (Verb verb : Verb.values()) {
      for (Flag flag : verb.command().flags().list()) {
        if (!flag.isSwitch() && !flag.bare()) {
          List<String> line = new ArrayList<>(List.of(verb.path().split(" ")));
          line.add(flag.longName());
          Ended ended = run(line);
          assertThat(ended.err())
              .as(String.join(" ", line))
              .startsWith("error: flag needs an argument: " + flag.longName());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          get is -o yaml -w=perhaps                 | invalid argument "perhaps" for "-w, --watch" flag
          get is/x is                               | there is no need to specify a resource type
          get is -o jsonpath=                       | template format specified but no template given
          tag a:b                                   | at least a destination is required
          tag -d a:b c                              | of the form <stream_name>:<tag>
          tag a b c:d                               | of the form <stream_name>:<tag>
          tag --alias --scheduled a:b c:d           | only container images can have importing flags
          tag -d --alias a:b                        | --alias
          import-image a:b --all                    | --all
          set triggers deploy/a --remove --remove-all --from-image=a:b | --remove
          set triggers deploy/a --auto --manual     | --manual
          registry info --internal --public         | only one of --internal or --public
          login https://a:1 https://b:1             | Only the server URL may be specified
          login -u a --token=b                      | mutually exclusive
          login --web -u a                          | --web cannot be used along with
          login --callback-port=8888                | only be specified along with --web
          login --callback-port=65536 --web         | a port up to 65535 is expected
          project a b                               | Only one argument is supported
          secrets link default                      | at least one secret
          rollback a:b --to=                        | --to
          tag history a:b --limit=0                 | --limit
          image mirror a=b c                        | c
          image append a.tar                        | --to is required
          adm prune images --prune-over-size-limit --keep-tag-revisions=1 | --prune-over-size-limit cannot be specified
          auth can-i get                            | you must specify two arguments
          policy add-role-to-user view              | at least one user or service account
          scale deploy/a                            | required flag(s) "replicas" not set
          whoami me                                 | no arguments are expected
          registry login host:5000                  | name the registry with --registry
          registry info host:5000                   | no arguments are expected
          auth whoami me                            | no arguments are expected
          projects me                               | no arguments should be passed
          status web                                | no arguments should be provided
          api-resources is                          | unexpected arguments: [is]
          options is                                | options takes no arguments
          rollout status deploy/a --timeout=99999999999999999999 | a time such as 30s or 1m30s is expected
          wait is/a                                 | unrecognized condition
          rollout undo                              | required
          version --client=perhaps                  | invalid argument "perhaps" for "--client" flag
          """)
  void contradictions(String line, String says) {
    List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
    arguments.addAll(List.of("--server=https://" + nobody));
    Ended ended = run(arguments);
    assertThat(ended.exit()).as(ended.err()).isOne();
    assertThat(ended.err()).contains(says).doesNotContainPattern(JAVA);
  }
}

package dev.weir.cli;

import static dev.weir.client.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.weir.cli.call.CliContext;
import dev.weir.client.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The main verbs where what answers is no server as it should be: each ends soon, with exit 1 and a
 * sentence.
 */
@Timeout(60)
class BadServerTest {
  private static final Pattern JAVA =
      Pattern.compile("(java|javax|sun|org|tools|dev)\\.[a-z]+\\.|Exception|\\bnull\\b|\tat ");

  private static final List<String> VERBS =
      List.of(
          "get is",
          "get is/x -o yaml",
          "get is -w",
          "get widgets",
          "describe is/x",
          "apply -f one.yaml",
          "create -f one.yaml",
          "delete is/x",
          "tag a:b c:d",
          "import-image a:b --confirm --from=quay.io/a/b:c",
          "set triggers deploy/x --from-image=a:b -c=x",
          "rollout status deploy/x",
          "status",
          "whoami",
          "projects",
          "api-resources",
          "version --match-server-version",
          "login --token=x");

  private static final String PAGE =
      "<!DOCTYPE html><html><body><h1>Welcome to the portal</h1></body></html>";

  @TempDir private Path home;

  private record Ended(int exit, String out, String err) {}

  /** What is wrong with a server. */
  enum Fault {
    HANGS {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    },
    HANGS_WITHIN_AN_ANSWER {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        HANGS.answers(exchange);
      }
    },
    CUTS {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        ScriptedServer.cut(exchange, "{\"kind\":\"Im");
      }
    },
    CLOSES {
      @Override
      void answers(HttpExchange exchange) {
        exchange.close();
      }
    },
    SENDS_A_PAGE {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        answer(exchange, 200, PAGE);
      }
    },
    SENDS_A_PAGE_OF_AN_ERROR {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        answer(exchange, 502, PAGE);
      }
    },
    SENDS_NOTHING {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        answer(exchange, 200, "");
      }
    },
    SENDS_A_TEXT {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        answer(exchange, 200, "\"ok\"");
      }
    },
    SENDS_GARBAGE {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        answer(exchange, 200, "{\"items\":[{\"metadata\":");
      }
    },
    KNOWS_NOTHING {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        answer(exchange, 404, "404 page not found\n");
      }
    },
    IS_TIRED {
      @Override
      void answers(HttpExchange exchange) throws IOException {
        answer(exchange, 503, "");
      }
    };

    abstract void answers(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        home.resolve("one.yaml"),
        "apiVersion: image.openshift.io/v1\nkind: ImageStream\nmetadata: {name: x}\n");
  }

  private Ended run(HttpHandler script, String line) throws IOException {
    try (ScriptedServer server = ScriptedServer.start(script)) {
      List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
      arguments.addAll(List.of("--server=" + server.uri(), "-n=x", "--request-timeout=1s"));
      var out = new ByteArrayOutputStream();
      var err = new ByteArrayOutputStream();
      CliContext context =
          new CliContext(
              InputStream.nullInputStream(),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              Map.of(),
              home,
              home,
              Clock.systemUTC(),
              false,
              "test");
      int exit = Cli.run(context, arguments.toArray(String[]::new));
      return new Ended(
          exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void eachMainVerbSaysWhatIsWrong(Fault fault) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String verb : VERBS) {
      Ended ended = run(fault::answers, verb);
      boolean good =
          ended.exit() == 1
              && ended.err().strip().contains(" ")
              && ended.out().length() < 200
              && ended.err().length() < 1000
              && !ended.err().contains("<h1>")
              && !JAVA.matcher(ended.out() + ended.err()).find();
      if (!good) {
        wrong.add("weir " + verb + ": " + ended);
      }
    }
    assertThat(wrong).as(String.join("\n", wrong)).isEmpty();
  }

  /** Kinds, then one group that does not answer. */
  private static void withoutAGroup(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestURI().getPath()) {
      case "/api/v1" ->
          answer(
              exchange,
              200,
              "{\"resources\":[{\"name\":\"pods\",\"kind\":\"Pod\",\"namespaced\":true,\"verbs\":[\"get\"]}]}");
      case "/apis" ->
          answer(
              exchange,
              200,
              "{\"groups\":[{\"name\":\"late.test\",\"preferredVersion\":{\"version\":\"v1\"}}]}");
      default -> answer(exchange, 503, "the group sleeps");
    }
  }

  @Test
  void aGroupThatDoesNotAnswerIsToldAndTheOthersAreListed() throws IOException {
    Ended listed = run(BadServerTest::withoutAGroup, "api-resources");
    Ended named = run(BadServerTest::withoutAGroup, "get widgets");
    String why = "unable to retrieve the complete list of server APIs: late.test/v1: ";
    assertThat(listed.exit()).isOne();
    assertThat(listed.out()).contains("pods");
    assertThat(listed.err()).startsWith("error: " + why).contains("the group sleeps");
    assertThat(named.exit()).isOne();
    assertThat(named.err())
        .startsWith("error: the server doesn't have a resource type \"widgets\"")
        .contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"ADDED\",\"obj",
        "what is this?\n",
        "{\"type\":\"ADDED\",\"object\":7}\n",
        "{\"type\":\"SHOUTED\",\"object\":{}}\n"
      })
  void aWatchThatBreaksIsAFailure(String sent) throws IOException {
    Ended ended =
        run(
            exchange -> {
              if (exchange.getRequestURI().getQuery().contains("watch=true")) {
                ScriptedServer.cut(exchange, sent);
              } else {
                answer(
                    exchange,
                    200,
                    "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}");
              }
            },
            "get cm -w -o name");
    assertThat(ended.exit()).as(ended.toString()).isOne();
    assertThat(ended.err()).startsWith("error: ").contains(" watch ").doesNotContainPattern(JAVA);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 500, 503})
  void aTokenThatTheServerKeepsIsToldAtLogout(int code) throws IOException {
    String token = "sha256~" + "a".repeat(43);
    Ended ended =
        run(
            exchange -> {
              if (exchange.getRequestMethod().equals("DELETE")) {
                answer(exchange, code, "no");
              } else {
                answer(exchange, 200, "{\"kind\":\"User\",\"metadata\":{\"name\":\"ann\"}}");
              }
            },
            "logout --token=" + token);
    assertThat(ended.out()).startsWith("Logged \"ann\" out");
    assertThat(ended.err()).startsWith("warning: ").contains("still takes its token");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503})
  void whatTheServerCannotTellNowIsNotNone(int code) throws IOException {
    for (String line : List.of("create webhook w", "status", "registry login --registry=h:1")) {
      Ended ended = run(exchange -> answer(exchange, code, "not now"), line);
      assertThat(ended.exit()).as(line).isOne();
      assertThat(ended.err()).as(line).contains("not now").doesNotContain("takes no webhooks");
    }
  }

  @Test
  void whoIsNotLoggedInIsToldHowTo() throws IOException {
    Ended ended =
        run(
            exchange ->
                answer(
                    exchange,
                    403,
                    "{\"kind\":\"Status\",\"code\":403,\"reason\":\"Forbidden\",\"message\":\"imagestreams"
                        + " is forbidden: User \\\"system:anonymous\\\" cannot list\"}"),
            "get is");
    assertThat(ended.err())
        .isEqualTo(
            """
            Error from server (Forbidden): imagestreams is forbidden: User "system:anonymous" cannot list
            You are not logged in: log in with "weir login", or name a kubeconfig that holds a login with --kubeconfig.
            """);
  }
}

package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Cli;
import dev.weir.cli.call.CliContext;
import dev.weir.clients.RealClient.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a word when somebody presses TAB: in the shells themselves, and behind them. */
@WeirServer
@Timeout(60)
class CompletionTest {
  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  CompletionTest(Path work, ServerProcess server, WeirCalls weir) {
    this.work = work;
    this.server = server;
    this.weir = weir;
    weir.says("new-project", "shop");
    weir.says("create", "is", "empty", "-n", "shop");
    weir.says("new-project", "demo");
    for (String tag : List.of("app:v1", "app:live", "apple:v7")) {
      weir.says("tag", "--reference", "--source=docker", "quay.io/team/app:1", tag);
    }
    weir.says("create", "deployment", "web", "--image=quay.io/team/app:1");
    weir.says("create", "deployment", "worker", "--image=quay.io/team/app:1");
  }

  private Output complete(Map<String, String> environment, String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    CliContext context =
        new CliContext(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            work,
            work,
            Clock.systemUTC(),
            false,
            "test");
    List<String> arguments = new ArrayList<>(List.of("--"));
    arguments.addAll(List.of(words));
    int exit = Cli.program(context, Cli.completing(List.of()), "__complete", arguments);
    return new Output(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ro                              | rollback rollout
          rollout re                      | restart resume retry
          adm policy who                  | who-can
          create secret _                 | docker-registry generic tls
          tag hi                          | history
          get --watch                     | --watch --watch-only
          get --names                     | --namespace=
          get -o _                        | json yaml name wide jsonpath= custom-columns=
          get -o=j                        | -o=json -o=jsonpath=
          version -o _                    | json yaml
          delete --cascade=_              | --cascade=background --cascade=foreground --cascade=orphan
          tag --reference-policy _        | source local
          completion _                    | bash zsh fish
          get is _                        | app apple
          get is app _                    | apple
          get is/apple                    | is/apple
          -n shop get is _                | empty
          get --namespace=shop is _       | empty
          get imagestreamt                | imagestreamtags
          describe dep                    | deployments deploy deploymentconfigs
          get -n s                        | shop
          project s                       | shop
          tag a                           | app: apple:
          tag app:                        | app:live app:v1
          tag app:v1 apple                | apple:v7
          tag shop/e                      | shop/empty:
          tag demo/app:l                  | demo/app:live
          rollback app:v                  | app:v1
          set triggers deploy             | deployment/
          set triggers deploy/w           | deploy/web deploy/worker
          set triggers deploy/web --from-image=app:l | --from-image=app:live
          rollout status deploy w         | web worker
          follow istag                    | istag/
          set image-lookup ap             | app apple
          secrets link def                | default
          policy add-role-to-user system:image-pu | system:image-puller system:image-pusher
          auth can-i pat                  | patch
          apply -f _                      | :files
          image append _                  | :files
          follow dc/web -- _              | :files
          get nothing _                   |
          new-project _                   |
          nothing _                       |
          login --token _                 |
          """)
  void words(String line, String found) {
    String[] words = line.replace("=_", "=").split(" ");
    if (words[words.length - 1].equals("_")) {
      words[words.length - 1] = "";
    }
    Output output = complete(server.environment(work), words);
    List<String> shown = output.out().lines().map(candidate -> candidate.split("\t")[0]).toList();
    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(found == null ? List.of() : List.of(found.split(" ")));
    assertThat(output.err()).isEmpty();
    assertThat(output.exit()).isZero();
  }

  @Test
  void nothingIsCompletedOrSaidWhereNoServerAnswers() throws IOException {
    Output without =
        complete(Map.of("KUBECONFIG", work.resolve("none").toString()), "get", "is", "");
    assertThat(without).isEqualTo(new Output(0, "", ""));
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
      for (String scheme : List.of("http", "https")) {
        String url = scheme + "://127.0.0.1:" + silent.getLocalPort();
        long begin = System.nanoTime();
        assertThat(complete(Map.of(), "get", "--server", url, "is", ""))
            .isEqualTo(new Output(0, "", ""));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
      }
    }
    assertThat(complete(Map.of(), "ro").out()).contains("rollout");
  }

  /** A program {@code weir} that completes, and else prints what it was called with. */
  private Path program() throws IOException {
    Path bin = Files.createDirectories(work.resolve("bin"));
    StringBuilder java = new StringBuilder();
    RealClient.weirCommand().forEach(word -> java.append(" '").append(word).append('\''));
    Path file =
        Files.writeString(
            bin.resolve("weir"),
            """
            #!/bin/sh
            case $1 in
              __complete) exec%s "$@" ;;
            esac
            echo "called with: $*."
            """
                .formatted(java));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }

  /** What a shell on a terminal shows while this is typed. */
  private String typed(String shell, String script, String keys) throws Exception {
    Map<String, String> environment = new HashMap<>(server.environment(work));
    environment.put("PATH", program() + ":" + System.getenv("PATH"));
    environment.put("TERM", "dumb");
    environment.put("HOME", work.toString());
    String line = shell.replace("SCRIPT", script);
    Output output =
        RealClient.required(environment, "script").attempt(keys, "-qec", line, "/dev/null");
    return output.out();
  }

  private String script(String shell) throws IOException {
    return Files.writeString(work.resolve("weir." + shell), weir.says("completion", shell))
        .toString();
  }

  @Test
  void bashCompletes() throws Exception {
    RealClient.required(Map.of(), "bash");
    String init =
        Files.writeString(work.resolve("bashrc"), "PS1='> '\n. " + script("bash") + "\n")
            .toString();
    String shown =
        typed(
            "bash --noprofile --rcfile SCRIPT -i",
            init,
            "weir rollo\tst\t deploy/we\t\n"
                + "weir tag app:v\tapple:\t\n"
                + "weir get -o=custom\tX is --reference\n"
                + "weir set triggers deploy/web --from-image=app:li\t\n"
                + "exit\n");
    assertThat(shown)
        .contains(
            "called with: rollout status deploy/web.",
            "called with: tag app:v1 apple:v7.",
            "called with: get -o=custom-columns=X is --reference.",
            "called with: set triggers deploy/web --from-image=app:live.");
  }

  /** A binding's name may hold almost anything, and who completes it is somebody else. */
  @Test
  void noNameOfAnObjectIsCarriedOutByBash() throws Exception {
    RealClient.required(Map.of(), "bash");
    Path made = work.resolve("made");
    String name = "zz$(cd;touch made)`cd;touch made`;cd;touch made;'*";
    Path binding =
        Files.writeString(
            work.resolve("binding.json"),
            """
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
             "metadata": {"name": "%s"}, "subjects": [],
             "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}}
            """
                .formatted(name));
    weir.says("create", "-f", binding.toString());
    String init =
        Files.writeString(work.resolve("bashrc"), "PS1='> '\n. " + script("bash") + "\n")
            .toString();
    String shown =
        typed("bash --noprofile --rcfile SCRIPT -i", init, "weir get rolebinding zz\t\nexit\n");
    assertThat(shown).contains("called with: get rolebinding " + name + ".");
    assertThat(made).doesNotExist();
  }

  @Test
  void zshCompletes() throws Exception {
    RealClient.required(Map.of(), "zsh");
    Files.writeString(
        work.resolve(".zshrc"),
        "PS1='> '\nautoload -U compinit\ncompinit -u -D\n. " + script("zsh") + "\n");
    String shown =
        typed(
            "zsh -i",
            "",
            "weir rollo\tst\t deploy/we\t\n"
                + "weir tag app:v\tapple:\t\n"
                + "weir set triggers deploy/web --from-image=app:li\t\n"
                + "exit\n");
    assertThat(shown)
        .contains(
            "called with: rollout status deploy/web.",
            "called with: tag app:v1 apple:v7.",
            "called with: set triggers deploy/web --from-image=app:live.");
  }

  @Test
  void fishCompletes() throws Exception {
    String ask =
        "source "
            + script("fish")
            + "; for line in %s; complete -C $line; echo .; end"
                .formatted("'weir rollout st' 'weir tag app:v' 'weir get -n sh'");
    Map<String, String> environment = new HashMap<>(server.environment(work));
    environment.put("PATH", program() + ":" + System.getenv("PATH"));
    environment.put("HOME", work.toString());
    String shown = RealClient.required(environment, "fish").run("--no-config", "-c", ask);
    assertThat(shown)
        .isEqualTo("status\tTell how far the pods of a workload are\n.\napp:v1\n.\nshop\n.\n");
  }
}

package dev.weir.clients;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A day of an ordinary user, as data: from the first login to the logout, with {@code oc}, with
 * {@code weir}, and with {@code kubectl} and the token of a {@code weir login}.
 */
@Timeout(120)
class RealDayTest {
  private static final List<String> PROGRAMS = List.of("oc", "weir", "kubectl");

  @TempDir static Path work;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    Path data = Files.createDirectory(work.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    RealClient htpasswd = RealClient.required(Map.of(), "htpasswd");
    String file = Files.createFile(data.resolve("users.htpasswd")).toString();
    for (String program : PROGRAMS) {
      htpasswd.run("-bB", "-C", "5", file, "ann-" + program, "secret1");
      htpasswd.run("-bB", "-C", "5", file, "bob-" + program, "secret2");
    }
    server = ServerProcess.start(data);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"oc", "weir", "kubectl"})
  void printsWhatUsersKnow(String program) throws Exception {
    Path home = home(program);
    Map<String, String> names =
        Map.of(
            "server", server.api(),
            "registry", server.registry(),
            "ca", server.data().resolve("ca.crt").toString(),
            "user", "ann-" + program,
            "other", "bob-" + program,
            "project", "day-" + program,
            "cluster", server.api().replace("https://", "").replace('.', '-'));
    SoftAssertions softly = new SoftAssertions();
    for (DayStep step : DayStep.all()) {
      String performer = step.by().contains(program) || program.equals("oc") ? program : "weir";
      if (step.by().contains(performer)) {
        perform(softly, step, performer, home, names);
      }
    }
    softly.assertAll();
  }

  private static Path home(String program) throws Exception {
    Path home = Files.createDirectory(work.resolve(program));
    for (Map.Entry<String, tools.jackson.databind.JsonNode> file :
        Json.objectAt(DayStep.script(), "files").properties()) {
      Path path = Files.writeString(home.resolve(file.getKey()), file.getValue().asString());
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }
    RealClient.required(Map.of(), "openssl")
        .in(home)
        .run(
            ("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=x"
                    + " -keyout key.pem -out cert.pem")
                .split(" "));
    return home;
  }

  private static void perform(
      SoftAssertions softly, DayStep step, String program, Path home, Map<String, String> day)
      throws Exception {
    Map<String, String> names = new HashMap<>(day);
    names.put("me", program);
    Map<String, String> environment =
        Map.of(
            "HOME", home.toString(),
            "KUBECONFIG", home.resolve(step.other() ? "other" : "config").toString(),
            "KUBE_EDITOR", home.resolve("editor").toString(),
            "XDG_RUNTIME_DIR", home.toString());
    if (step.watch().isEmpty()) {
      step.check(softly, run(step, program, environment, home, names), program, names);
      return;
    }
    Process watching =
        client(program, environment).start(step.filled(step.watch(), names).toArray(String[]::new));
    try (BufferedReader lines = watching.inputReader(StandardCharsets.UTF_8)) {
      String before = lines.readLine() + "\n" + lines.readLine() + "\n";
      step.check(softly, run(step, program, environment, home, names), program, names);
      Pattern seen = step.seen(names);
      softly.assertThat(before + lines.readLine()).matches(seen);
    } finally {
      watching.destroy();
    }
  }

  private static Output run(
      DayStep step,
      String program,
      Map<String, String> environment,
      Path home,
      Map<String, String> names)
      throws IOException, InterruptedException {
    String[] arguments = step.filled(step.arguments(), names).toArray(String[]::new);
    return program.equals("weir")
        ? new WeirCalls(environment, home).attempt("", arguments)
        : client(program, environment).in(home).attempt("", arguments);
  }

  private static RealClient client(String program, Map<String, String> environment) {
    return switch (program) {
      case "oc" -> RealClient.oc(environment);
      case "weir" -> RealClient.weir(environment);
      default -> RealClient.required(environment, program);
    };
  }
}

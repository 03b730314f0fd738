package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ConformanceProgram.Report;
import dev.weir.clients.ConformanceProgram.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The official conformance program with all its workflows and all its data, against a real server.
 * Its reports are left in {@code target/conformance}.
 */
@Timeout(240)
class ConformanceTest {
  private static final String PLAIN = "http";
  private static final String TLS = "tls";

  @TempDir Path work;

  private ServerProcess server(String transport) throws Exception {
    Path data = Files.createDirectories(work.resolve("data"));
    RealClient.required(Map.of(), "htpasswd")
        .run("-cbB", data.resolve("users.htpasswd").toString(), "ann", "secret");
    ServerProcess server =
        ServerProcess.start(data, "--registry-tls", transport.equals(TLS) ? "on" : "off");
    assertThat(server.registryTls()).isEqualTo(transport.equals(TLS));
    return server;
  }

  private Report run(
      ConformanceProgram program, ServerProcess server, String user, String transport)
      throws Exception {
    WeirCalls calls = new WeirCalls(server.environment(work), work);
    if (!user.equals("admin")) {
      calls = calls.with("KUBECONFIG", work.resolve(user + ".kubeconfig").toString());
      String authority = "--certificate-authority=" + server.data().resolve("ca.crt");
      String _ = calls.says("login", "-u", user, "-p", "secret", authority, server.api());
    }
    String _ = calls.says("new-project", "conformance");
    String token = calls.says("whoami", "-t").strip();
    String name = transport + "-" + (user.equals("admin") ? "admin" : "project-admin");
    Path report = Path.of("target", "conformance", name);
    return program.run(new Run(server, user, token, "conformance", report));
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, TLS})
  void everyCheckPassesForTheAdministrator(String transport) throws Exception {
    everyCheckPasses("admin", transport);
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN, TLS})
  void everyCheckPassesForWhoMadeTheProject(String transport) throws Exception {
    everyCheckPasses("ann", transport);
  }

  private void everyCheckPasses(String user, String transport) throws Exception {
    ConformanceProgram program = ConformanceProgram.required();
    try (ServerProcess server = server(transport)) {
      Report report = run(program, server, user, transport);

      assertThat(report.others()).isEmpty();
      assertThat(report.passed()).isEqualTo(report.total());
      assertThat(readme()).containsPattern("passes %d of %1$d checks".formatted(report.passed()));
    }
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md")).replaceAll("\\s+", " ");
  }
}

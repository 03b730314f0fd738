package dev.weir.clients;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ConformanceProgram.Check;
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
    ConformanceProgram program = ConformanceProgram.required();
    try (ServerProcess server = server(transport)) {
      Report report = run(program, server, "admin", transport);

      assertThat(report.others()).isEmpty();
      assertThat(report.passed()).isEqualTo(report.total());
      assertThat(readme()).containsPattern("passes %d of %1$d checks".formatted(report.passed()));
    }
  }

  /** Who made a project takes tags away there; what is no tag goes by collection alone. */
  @ParameterizedTest
  @ValueSource(strings = {PLAIN, TLS})
  void allButDeletesOfContentPassForWhoMadeTheProject(String transport) throws Exception {
    ConformanceProgram program = ConformanceProgram.required();
    try (ServerProcess server = server(transport)) {
      Report report = run(program, server, "ann", transport);

      assertThat(report.others())
          .allSatisfy(
              check -> {
                assertThat(check.status()).isEqualTo("failure");
                assertThat(check.said()).contains("delete failed", "received 403");
              });
      assertThat(report.others().stream().collect(groupingBy(Check::kind, counting())))
          .isEqualTo(Map.of("blob-delete", 123L, "manifest-delete", 50L));
      assertThat(report.errors()).isZero();
      assertThat(readme()).containsPattern("; %d as a project's admin".formatted(report.passed()));
    }
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md")).replaceAll("\\s+", " ");
  }
}

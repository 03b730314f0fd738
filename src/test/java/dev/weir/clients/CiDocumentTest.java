package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.ReadmeExample.Step;
import dev.weir.resource.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples of docs/ci.md do what they say, and the files for CI have the same lines and are
 * what their readers want.
 */
@WeirServer({"--registry-tls", "on"})
@Timeout(180)
class CiDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/ci.md");
  private static final Path FILES = Path.of("examples/ci");

  private final Path work;
  private final ServerProcess server;

  CiDocumentTest(Path work, ServerProcess server) {
    this.work = work;
    this.server = server;
  }

  /** The lines of the job as the page has them. */
  private static String job() throws IOException {
    return ReadmeExample.all(DOCUMENT).stream()
        .filter(example -> example.terminal().equals("a job"))
        .findFirst()
        .orElseThrow()
        .steps()
        .stream()
        .map(Step::command)
        .collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "github-actions.yml, /jobs/image/steps/1/run",
    "gitlab-ci.yml, /image/script/0",
    "tekton.yaml, /spec/steps/0/script"
  })
  void theFilesOfYamlHaveTheLinesOfThePage(String file, String script) throws IOException {
    String said = Yaml.parse(Files.readAllBytes(FILES.resolve(file))).at(script).stringValue();

    assertThat(said.replace("#!/bin/sh -e\n", "").strip()).isEqualTo(job());
  }

  @Test
  void theFileOfJenkinsHasTheLinesOfThePage() throws IOException {
    String script = Files.readString(FILES.resolve("Jenkinsfile")).split("'''", -1)[1];

    assertThat(script.strip().lines().map(String::strip).collect(Collectors.joining("\n")))
        .isEqualTo(job());
  }

  @ParameterizedTest
  @ValueSource(strings = {"github-actions.yml", "gitlab-ci.yml", "tekton.yaml"})
  void yamllintHasNothingToSay(String file) throws Exception {
    String rules = "{extends: relaxed, rules: {line-length: disable}}";
    RealClient yamllint = RealClient.required(Map.of(), "yamllint");

    assertThat(yamllint.run("-s", "-d", rules, FILES.resolve(file).toString())).isEmpty();
  }

  @Test
  void actionlintHasNothingToSay() throws Exception {
    RealClient actionlint = RealClient.ofGo(Map.of(), "actionlint");

    assertThat(actionlint.run(FILES.resolve("github-actions.yml").toString())).isEmpty();
  }

  @Test
  void everyExampleDoesWhatItSays() throws Exception {
    RealClient _ = RealClient.required(Map.of(), "podman");
    Path bin = Files.createDirectories(work.resolve("bin"));
    OwnPodman podman = OwnPodman.in(bin, Files.createDirectories(work.resolve("podman")));
    Path home = DocumentUser.home(work);
    Files.writeString(home.resolve("message"), "built");
    Files.writeString(home.resolve("Containerfile"), "FROM scratch\nCOPY message /\n");
    Map<String, String> variables = new HashMap<>();
    variables.put("XDG_RUNTIME_DIR", home.toString());
    variables.put("HOST", server.registry());
    variables.put("TAG", "c0ffee");
    variables.put("WEIR_CA", Files.readString(server.data().resolve("ca.crt")).strip());
    TypedDocument document =
        new TypedDocument(DOCUMENT, Map.of("https://images.example.com:8443", server.api()));
    try (ShellTerminal one = DocumentUser.terminal(work, server, DocumentUser.TYPED, variables)) {
      for (ReadmeExample example : ReadmeExample.all(DOCUMENT)) {
        if (example.terminal().equals("a job")) {
          assertThat(one.type("WEIR_TOKEN=$(cat token)").exit()).isZero();
        }
        document.types(one, example);
      }
      assertThat(one.type("weir tag history app:live -n shop").output())
          .containsPattern(" push +system:serviceaccount:shop:ci");
      assertThat(images(one)).hasSize(1);
    } finally {
      podman.clear();
    }
    assertThat(ReadmeExample.untested(DOCUMENT)).isEmpty();
  }

  /** Which images the tags of the job hold. */
  private static List<String> images(ShellTerminal terminal) throws IOException {
    String template = "-o jsonpath='{.image.metadata.name}{\"\\n\"}'";
    return (terminal.type("weir get istag app:c0ffee -n shop " + template).output()
            + terminal.type("weir get istag app:live -n shop " + template).output())
        .lines()
        .filter(line -> !line.isBlank())
        .distinct()
        .toList();
  }
}

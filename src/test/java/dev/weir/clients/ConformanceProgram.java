package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The conformance program of the OCI distribution specification, as {@code .ci/conformance/build}
 * made it. Only where Go is can it be made, so a machine of CI says with {@code
 * WEIR_CONFORMANCE=absent} that it goes without; then its tests are skipped by name.
 */
final class ConformanceProgram {
  private static final Pattern VERSION = Pattern.compile("distribution-spec/conformance (v[^ ]+)");

  private static final List<String> APIS =
      List.of(
          "PING",
          "PULL",
          "PUSH",
          "BLOBS_ATOMIC",
          "BLOBS_DELETE",
          "BLOBS_DIGEST_HEADER",
          "BLOBS_MOUNT_ANONYMOUS",
          "BLOBS_UPLOAD_CANCEL",
          "MANIFESTS_ATOMIC",
          "MANIFESTS_DELETE",
          "MANIFESTS_DIGEST_HEADER",
          "MANIFESTS_TAG_PARAM",
          "TAGS_ATOMIC",
          "TAGS_DELETE",
          "TAGS_LIST",
          "REFERRER");

  private static final List<String> DATA =
      List.of(
          "IMAGE",
          "INDEX",
          "INDEX_LIST",
          "SPARSE",
          "ARTIFACT",
          "SUBJECT",
          "SUBJECT_MISSING",
          "ARTIFACT_LIST",
          "SUBJECT_LIST",
          "DATA_FIELD",
          "NONDISTRIBUTABLE",
          "CUSTOM_FIELDS",
          "NO_LAYERS",
          "EMPTY_BLOB",
          "SHA512");

  private final Path program;

  private ConformanceProgram(Path program) {
    this.program = program;
  }

  /** The version that the project names, and no other. */
  static ConformanceProgram required() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(Path.of(".ci/conformance/go.mod")));
    assertThat(version.find()).isTrue();
    Optional<Path> built = ToolsCache.newest(Pattern.quote("conformance-" + version.group(1)));
    Missing.here()
        .unless(
            built.isPresent(),
            "the OCI conformance program is not built; .ci/conformance/build does that where Go is",
            "WEIR_CONFORMANCE");
    return new ConformanceProgram(built.orElseThrow());
  }

  /**
   * Who runs it where.
   *
   * @param report folder for what it writes
   * @param project with the right to push there
   */
  record Run(ServerProcess server, String user, String password, String project, Path report) {}

  /** One check, and how it ended. */
  record Check(String name, String status, String said) {
    @Override
    public String toString() {
      return name + ": " + status + ": " + said.strip();
    }
  }

  /**
   * What it counted and found.
   *
   * @param total of all checks, each as often as it was made
   */
  record Report(int total, int failed, int errors, int skipped, List<Check> checks) {
    int passed() {
      return total - failed - errors - skipped;
    }

    /** Checks that did not pass. */
    List<Check> others() {
      return checks.stream().filter(check -> !check.status().equals("passed")).toList();
    }
  }

  /** Runs it to its end, with every switch on. */
  Report run(Run run) throws Exception {
    Path folder = Files.createDirectories(run.report()).toAbsolutePath();
    Path results = folder.resolve("junit.xml");
    Files.deleteIfExists(results);
    Output output = RealClient.at(program, environment(run, folder)).in(folder).attempt("");
    assertThat(results).as("%s%s", output.out(), output.err()).exists();
    Report report = read(results);
    assertThat(output.exit() == 0)
        .as(output.err())
        .isEqualTo(report.failed() + report.errors() == 0);
    return report;
  }

  private static Map<String, String> environment(Run run, Path folder) {
    ServerProcess server = run.server();
    Map<String, String> variables = new HashMap<>();
    variables.put("OCI_VERSION", "dev");
    variables.put("OCI_LOG", "error");
    variables.put("OCI_RESULTS_DIR", folder.toString());
    variables.put("OCI_REGISTRY", server.registry());
    variables.put("OCI_TLS", server.registryTls() ? "enabled" : "disabled");
    variables.put("SSL_CERT_FILE", server.data().resolve("ca.crt").toString());
    variables.put("OCI_USERNAME", run.user());
    variables.put("OCI_PASSWORD", run.password());
    variables.put("OCI_REPO1", run.project() + "/one");
    variables.put("OCI_REPO2", run.project() + "/two");
    APIS.forEach(api -> variables.put("OCI_API_" + api, "true"));
    DATA.forEach(data -> variables.put("OCI_DATA_" + data, "true"));
    return variables;
  }

  private static Report read(Path results) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(results.toFile());
    Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
    NodeList cases = suite.getElementsByTagName("testcase");
    List<Check> checks = new ArrayList<>();
    IntStream.range(0, cases.getLength())
        .mapToObj(i -> (Element) cases.item(i))
        .forEach(
            one ->
                checks.add(
                    new Check(one.getAttribute("name"), one.getAttribute("status"), said(one))));
    return new Report(
        count(suite, "tests"),
        count(suite, "failures"),
        count(suite, "errors"),
        count(suite, "skipped") + count(suite, "disabled"),
        checks);
  }

  private static int count(Element suite, String attribute) {
    String value = suite.getAttribute(attribute);
    return value.isEmpty() ? 0 : Integer.parseInt(value);
  }

  private static String said(Element check) {
    NodeList out = check.getElementsByTagName("system-out");
    return out.getLength() == 0 ? "" : out.item(0).getTextContent();
  }
}

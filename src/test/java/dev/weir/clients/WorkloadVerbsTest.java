package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** scale, set image, set image-lookup, rollout and registry login beyond the real day's use. */
@WeirServer
@Timeout(60)
class WorkloadVerbsTest {
  private static final String LOOKUP =
      "jsonpath={.spec.template.metadata.annotations"
          + ".alpha\\.image\\.policy\\.openshift\\.io/resolve-names}";

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  WorkloadVerbsTest(Path work, ServerProcess server, WeirCalls weir) throws IOException {
    this.work = work;
    this.server = server;
    this.weir = weir;
    weir.says("new-project", "demo");
    weir.says("create", "deployment", "web", "--image=registry.example.com/team/web:v1");
    weir.says("create", "is", "app");
  }

  private String web(String path) {
    return weir.says("get", "deploy/web", "-o", "jsonpath={" + path + "}");
  }

  @Test
  void scalesOnlyWhatIsAsExpected() {
    weir.says("scale", "deploy/web", "--replicas=2");
    assertThat(weir.fails("scale", "deploy/web", "--replicas=3", "--current-replicas=5"))
        .isEqualTo("error: Expected replicas to be 5, was 2\n");
    assertThat(weir.says("scale", "deploy/web", "--replicas=4", "--dry-run=server"))
        .isEqualTo("deployment.apps/web scaled (server dry run)\n");
    assertThat(web(".spec.replicas")).isEqualTo("2");
    assertThat(weir.fails("scale", "deploy/web")).contains("\"replicas\" not set");
    assertThat(weir.fails("scale", "deploy/web", "--replicas=-1")).contains("a count is expected");
    assertThat(weir.fails("scale", "is/app", "--replicas=1")).contains("NotFound");
  }

  @Test
  void setsTheImageOfEveryContainer() {
    assertThat(weir.says("set", "image", "deploy/web", "*=registry.example.com/team/web:v2"))
        .isEqualTo("deployment.apps/web image updated\n");
    assertThat(weir.says("set", "image", "deploy", "web", "web=registry.example.com/team/web:v2"))
        .isEqualTo("deployment.apps/web image not changed\n");
    assertThat(web(".spec.template.spec.containers[0].image"))
        .isEqualTo("registry.example.com/team/web:v2");
    assertThat(weir.fails("set", "image", "deploy/web", "web=app:none", "--source=istag"))
        .isEqualTo(
            "error: unable to resolve image \"app:none\" for container \"web\": failed to get image"
                + " stream tag \"app:none\": imagestreamtags.image.openshift.io \"app:none\" not"
                + " found\n");
    assertThat(weir.fails("set", "image", "is/app", "web=x")).contains("does not have containers");
  }

  @Test
  void leavesContainersInTheirOrder() {
    weir.says("create", "deployment", "two", "--image=x/first:1", "--image=x/second:1");
    weir.says("set", "image", "deploy/two", "second=x/second:2", "first=x/first:2");
    assertThat(
            weir.says(
                "get", "deploy/two", "-o", "jsonpath={.spec.template.spec.containers[*].image}"))
        .isEqualTo("x/first:2 x/second:2");
  }

  @Test
  void letsAWorkloadNameStreams() {
    assertThat(weir.says("set", "image-lookup", "deploy/web"))
        .isEqualTo("deployment.apps/web image lookup updated\n");
    assertThat(weir.says("get", "deploy/web", "-o", LOOKUP)).isEqualTo("*");
    assertThat(weir.says("set", "image-lookup", "deploy/web", "--list"))
        .isEqualTo("NAME             LOCAL\ndeployments/web  true\n");
    weir.says("set", "image-lookup", "deploy/web", "--enabled=false");
    assertThat(weir.says("get", "deploy/web", "-o", LOOKUP)).isEmpty();
    assertThat(weir.says("set", "image-lookup", "deploy/web", "--enabled=false"))
        .isEqualTo("deployment.apps/web image lookup not changed\n");
    assertThat(weir.fails("set", "image-lookup", "sa/default")).contains("runs no containers");
  }

  @Test
  void marksAWorkloadForWhoRunsIt() {
    assertThat(weir.says("rollout", "restart", "deploy/web"))
        .isEqualTo("deployment.apps/web restarted\n");
    assertThat(web(".spec.template.metadata.annotations")).contains("restartedAt");
    assertThat(weir.says("rollout", "pause", "deploy/web"))
        .isEqualTo("deployment.apps/web paused\n");
    assertThat(weir.fails("rollout", "pause", "deploy/web"))
        .isEqualTo("error: deployments.apps \"web\" is already paused\n");
    assertThat(weir.says("rollout", "resume", "deploy/web"))
        .isEqualTo("deployment.apps/web resumed\n");
    assertThat(weir.fails("rollout", "undo", "deploy/web")).contains("runs no pods");
    assertThat(weir.fails("rollout", "latest", "deploy/web"))
        .isEqualTo(
            "error: web is not a deployment config: use 'weir rollout restart"
                + " deployment.apps/web'\n");
  }

  @Test
  void writesLoginsBesideThoseThatAreThere() throws IOException {
    weir.file("logins.json", "{\"auths\":{\"other\":{\"auth\":\"eDp5\"}},\"credHelpers\":{}}");
    weir.says("registry", "login", "--to=logins.json");
    assertThat(Files.readString(work.resolve("logins.json")))
        .contains("eDp5", "credHelpers", "\n\t\t\"" + server.registry() + "\": {");
    assertThat(Files.getPosixFilePermissions(work.resolve("logins.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void sendsNoTokenToOtherRegistries() throws IOException {
    assertThat(weir.fails("registry", "login", "--registry=quay.io", "--to=quay.json"))
        .startsWith("error: quay.io is not the integrated registry of the server");
    assertThat(work.resolve("quay.json")).doesNotExist();
    weir.says(
        "registry",
        "login",
        "--registry=quay.io",
        "--auth-basic=u:p",
        "--skip-check",
        "--to=quay.json");
    assertThat(Files.readString(work.resolve("quay.json"))).contains("\"dTpw\"");
    assertThat(weir.fails("registry", "info", "--public"))
        .isEqualTo("error: registry does not have public hostname\n");
  }

  @Test
  void keepsNoLoginThatTheRegistryRefuses() throws IOException {
    String[] wrong = {
      "registry", "login", "--registry=" + server.registry(), "--auth-basic=ann:no", "--to=w.json"
    };
    assertThat(weir.fails(wrong))
        .startsWith("error: unable to check your credentials - pass --skip-check to bypass")
        .contains("incorrect username or password");
    assertThat(
            weir.fails(
                "registry", "login", "--registry=127.0.0.1:1", "--auth-basic=u:p", "--to=w.json"))
        .contains("--skip-check", "127.0.0.1:1");
    assertThat(work.resolve("w.json")).doesNotExist();
  }

  @Test
  void keepsALoginOfAServiceAccount() throws IOException {
    RealClient.Output output =
        weir.attempt("", "registry", "login", "-z", "builder", "--to=robot.json");
    assertThat(output.exit()).as(output.err()).isZero();
    assertThat(output.err()).contains("Flag --service-account has been deprecated");
    JsonNode auths = Json.parse(Files.readString(work.resolve("robot.json"))).path("auths");
    String auth = auths.path(server.registry()).path("auth").asString();
    String login = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
    assertThat(login).startsWith("system-serviceaccount-demo-builder:ey");
    assertThat(weir.says("whoami", "--token=" + login.substring(login.indexOf(':') + 1)))
        .isEqualTo("system:serviceaccount:demo:builder\n");
    assertThat(weir.fails("registry", "login", "-z", "gone", "--to=robot.json"))
        .contains("\"gone\" not found");
    assertThat(weir.fails("registry", "login", "-z", "builder", "--auth-basic=a:b"))
        .endsWith("error: You may only specify a single authentication input as --auth-basic\n");
  }

  @Test
  void printsTheBindingOfARoleChangeAsItWasAskedTo() {
    assertThat(weir.says("policy", "add-role-to-user", "view", "ann", "-o", "name"))
        .isEqualTo("rolebinding.rbac.authorization.k8s.io/view\n");
    assertThat(
            weir.says(
                "policy", "remove-role-from-user", "view", "ann", "-o", "jsonpath={.subjects}"))
        .isEqualTo("[]");
  }
}

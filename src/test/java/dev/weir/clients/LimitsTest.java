package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too much is refused to kubectl and to who pushes, in words that say why. */
class LimitsTest {
  private static final String LIMITS =
      """
      {"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"images"},"spec":{"limits":[
        {"type":"openshift.io/ImageStream","max":{"openshift.io/images":"1"}}]}}
      """;
  private static final String QUOTA =
      """
      {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"few"},
       "spec":{"hard":{"openshift.io/imagestreams":"1","configmaps":"1"}}}
      """;

  @TempDir Path work;

  @Test
  void clientsAreToldWhichLimitIsInTheirWay() throws IOException, InterruptedException {
    try (ServerProcess server =
        ServerProcess.start(work.resolve("data"), "--allowed-registries", "quay.io")) {
      var environment = server.environment(work);
      RealClient kubectl = RealClient.required(environment, "kubectl", "-n", "demo");
      RealClient skopeo = RealClient.required(environment, "skopeo", "--insecure-policy");
      kubectl.run("create", "namespace", "demo");
      assertThat(kubectl.attempt(LIMITS, "create", "-f", "-").err()).isEmpty();
      assertThat(kubectl.attempt(QUOTA, "create", "-f", "-").err()).isEmpty();
      String token = RealClient.weir(environment).run("whoami", "-t").strip();
      skopeo.run("login", "--tls-verify=false", "-u", "admin", "-p", token, server.registry());

      assertThat(push(skopeo, server, "app:one").exit()).isZero();
      RealClient.Output second = push(skopeo, server, "app:two");
      assertThat(second.exit()).isNotZero();
      assertThat(second.err())
          .contains("openshift.io/images exceeds the maximum limit per openshift.io/ImageStream");
      assertThat(push(skopeo, server, "other:one").err()).contains("exceeded quota: few");

      kubectl.run("create", "configmap", "first");
      assertThat(kubectl.attempt("", "create", "configmap", "second").err())
          .contains(
              "is forbidden: exceeded quota: few, requested: configmaps=1, used: configmaps=1,"
                  + " limited: configmaps=1");
      await()
          .untilAsserted(
              () ->
                  assertThat(kubectl.run("get", "resourcequota", "few", "-o", "json"))
                      .contains("\"openshift.io/imagestreams\": \"1\""));
      kubectl.run("delete", "configmap", "first");
      kubectl.run("create", "configmap", "second");

      String elsewhere =
          """
          {"apiVersion":"image.openshift.io/v1","kind":"ImageStream","metadata":{"name":"app"},
           "spec":{"tags":[{"name":"x","from":{"kind":"DockerImage","name":"ghcr.io/a/b"}}]}}
          """;
      assertThat(kubectl.attempt(elsewhere, "apply", "-f", "-").err())
          .contains("registry \"ghcr.io\" not allowed by whitelist: \"quay.io:443\"");
    }
  }

  private RealClient.Output push(RealClient skopeo, ServerProcess server, String target)
      throws IOException, InterruptedException {
    Path layout = TinyImage.ociLayout(work.resolve(target.replace(':', '-')), target);
    return skopeo.attempt(
        "",
        "copy",
        "--dest-tls-verify=false",
        "oci:" + layout + ":latest",
        "docker://" + server.registry() + "/demo/" + target);
  }
}

package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.resource.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * {@code set triggers} of configs, by {@code oc} and by {@code weir} at a twin on the same server.
 */
@WeirServer
@Timeout(240)
class SetTriggersBesideOcTest {
  private static final String BUILD =
      """
      apiVersion: build.openshift.io/v1
      kind: BuildConfig
      metadata: {name: %s, namespace: shop}
      spec:
        source: {git: {uri: 'https://git.example/app'}}
        strategy: {sourceStrategy: {from: {kind: ImageStreamTag, name: 'base:v1'%s}}}
        triggers: [%s]
      """;

  private static final String DEPLOYMENT =
      """
      apiVersion: apps.openshift.io/v1
      kind: DeploymentConfig
      metadata: {name: %s, namespace: shop}
      spec:
        paused: true
        selector: {app: x}
        template:
          metadata: {labels: {app: x}}
          spec: {containers: [{name: web, image: 'x/y:1'}, {name: side, image: 'x/y:2'}]}
        triggers: [%s]
      """;

  private static final List<String> FLAGS_OF_BUILDS =
      List.of(
          "",
          "--from-config",
          "--from-config",
          "--from-image=base:v1",
          "--from-image=other/base:v2",
          "--from-image=shop/base:v3 -c web",
          "--from-github",
          "--from-gitlab",
          "--from-bitbucket",
          "--from-webhook",
          "--from-webhook-allow-env",
          "--from-github --manual",
          "",
          "--from-image=base:v3 --remove",
          "--manual",
          "",
          "--auto",
          "--from-image=base:v1 --manual",
          "--from-image=base:v1 --auto",
          "--from-github --remove",
          "--from-webhook --remove",
          "--from-config --remove",
          "",
          "--remove-all",
          "",
          "--from-webhook --dry-run=client",
          "--from-github --from-gitlab",
          "--from-github --from-config",
          "--from-webhook --from-webhook-allow-env",
          "--from-image=base:v1 --from-bitbucket",
          "--remove",
          "--remove --remove-all",
          "--remove-all --from-github",
          "--auto --manual",
          "--from-image=base",
          "--from-image=quay.io/x/y:1");

  private static final List<String> FLAGS_OF_DEPLOYMENTS =
      List.of(
          "",
          "--from-image=other/base:v2 -c side",
          "--from-image=base:v1 -c web --manual",
          "",
          "--auto",
          "",
          "--from-config --remove",
          "--manual",
          "--from-config",
          "--from-image=base:v1 --remove",
          "",
          "--from-image=base:v9",
          "--from-image=base:v9 -c nope",
          "--from-github",
          "--from-gitlab",
          "--from-bitbucket",
          "--from-webhook",
          "--from-webhook-allow-env",
          "--remove-all",
          "");

  private final RealClient oc;
  private final RealClient weir;
  private final ApiCaller caller;

  SetTriggersBesideOcTest(Path work, ServerProcess server, ApiCaller caller) throws Exception {
    this.oc = RealClient.oc(server.environment(work));
    this.weir = RealClient.weir(server.environment(work));
    this.caller = caller;
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
    caller.create("/api/v1/namespaces", "{'metadata':{'name':'other'}}");
    oc.run("project", "shop");
  }

  /** Configs to begin with, each with the flags that are tried on it one after the other. */
  static List<Twin> twins() {
    return List.of(
        new Twin("bc", "plain", BUILD.formatted("%s", "", ""), FLAGS_OF_BUILDS),
        new Twin(
            "bc",
            "full",
            BUILD.formatted(
                "%s",
                ", namespace: other",
                "{type: ImageChange}, {type: ImageChange, imageChange: {from: {kind:"
                    + " ImageStreamTag, name: 'base:v3'}}}, {type: Generic, generic: {secret: s,"
                    + " allowEnv: true}}, {type: GitHub, github: {secretReference: {name: s}}},"
                    + " {type: ConfigChange}"),
            List.of("", "--from-image=base:v3 --manual", "--manual", "", "--auto", "")),
        new Twin("dc", "none", DEPLOYMENT.formatted("%s", ""), FLAGS_OF_DEPLOYMENTS),
        new Twin(
            "dc",
            "some",
            DEPLOYMENT.formatted(
                "%s",
                "{type: ConfigChange}, {type: ImageChange, imageChangeParams: {automatic: true,"
                    + " containerNames: [web], from: {kind: ImageStreamTag, name: 'base:v1'}}}"),
            List.of(
                "", "--from-image=base:v1 -c web", "--manual", "", "--auto", "", "--remove-all")));
  }

  record Twin(String type, String name, String yaml, List<String> flags) {
    @Override
    public String toString() {
      return type + "/" + name;
    }
  }

  /**
   * What a command said, with the name and what is chosen by chance alike. Of a deployment config
   * oc writes triggers again that are as they shall be, and in another order.
   */
  private static String said(Output output, String name) {
    return ("exit " + output.exit() + "\n" + output.out() + output.err())
        .replace(name, "NAME")
        .replaceAll("(?m)^.* triggers not changed\\n", "") // weir says it, oc says nothing
        .replaceAll("(?m)^(deploymentconfig\\S+ triggers updated|Warning: .*)\\n", "")
        .lines()
        .map(String::stripTrailing)
        .sorted(name.startsWith("dc") ? Comparator.naturalOrder() : Comparator.comparingInt(_ -> 0))
        .collect(Collectors.joining("\n"));
  }

  private Collection<JsonNode> triggers(String type, String name) throws Exception {
    String path =
        type.equals("bc")
            ? "/apis/build.openshift.io/v1/namespaces/shop/buildconfigs/"
            : "/apis/apps.openshift.io/v1/namespaces/shop/deploymentconfigs/";
    JsonNode config = caller.api(caller.administrator(), "GET", path + name, "").json();
    List<JsonNode> all =
        Json.arrayAt(config.path("spec"), "triggers")
            .valueStream()
            .map(Json::text)
            .map(text -> text.replaceAll("\"secret\":\"[A-Za-z0-9_-]{20}\"", "\"secret\":0"))
            .map(text -> text.replaceAll(",?\"namespace\":\"shop\"", ""))
            .map(text -> text.replaceAll("\"automatic\":false,?", ""))
            .map(text -> Json.parse(text.getBytes(StandardCharsets.UTF_8)))
            .toList();
    return type.equals("dc") ? Set.copyOf(all) : all;
  }

  @ParameterizedTest
  @MethodSource("twins")
  void ofWeirAndOcAreTheSame(Twin twin) throws Exception {
    String ocs = twin.type() + twin.name() + "-ocs";
    String ours = twin.type() + twin.name() + "-our"; // as long, since tables are aligned
    for (String name : List.of(ocs, ours)) {
      Output made = oc.attempt(twin.yaml().formatted(name), "create", "-f", "-");
      assertThat(made.exit()).as(made.err()).isZero();
    }
    for (String flags : twin.flags()) {
      List<String> words = new ArrayList<>(List.of("set", "triggers", twin.type() + "/"));
      words.addAll(List.of(flags.split(" ")));
      words.remove("");

      String expected = said(oc.attempt("", of(words, ocs)), ocs);
      String actual = said(weir.attempt("", of(words, ours)), ours);

      assertThat(actual).as(flags).isEqualTo(expected);
      assertThat(triggers(twin.type(), ours)).as(flags).isEqualTo(triggers(twin.type(), ocs));
    }
  }

  private static String[] of(List<String> words, String name) {
    return words.stream()
        .map(word -> word.endsWith("/") ? word + name : word)
        .toArray(String[]::new);
  }
}

package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.RealClient.Output;
import dev.weir.demo.TarFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code adm top images} and {@code imagestreams}, beside the real {@code oc} on one server. */
@WeirServer
class TopBesideOcTest {
  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  TopBesideOcTest(Path work, ServerProcess server) throws Exception {
    this.work = work;
    this.server = server;
    this.weir = new WeirCalls(server.environment(work), work);
    for (String project : List.of("shop", "art")) {
      weir.says("create", "namespace", project);
    }
    append("shop/base:v1", "", "base", 100);
    append("shop/app:v1", "shop/base:v1", "app", 9000);
    append("shop/app:v2", "shop/app:v1", "more", 400_000);
    append("art/other:1.0", "", "other", 70);
    weir.says("tag", "shop/app:v2", "shop/app:latest", "shop/app:prod");
    weir.says("tag", "shop/base:v1", "art/base:1.0", "art/base:1.10", "art/base:1.9");
    weir.says("create", "is", "empty", "-n", "art");
  }

  private void append(String to, String from, String name, int size) throws IOException {
    Path layer = work.resolve(name + ".tar");
    Files.write(layer, TarFile.of(name, name.repeat(size)));
    List<String> line = new ArrayList<>(List.of("image", "append", "--insecure"));
    line.addAll(List.of("--to", server.registry() + "/" + to));
    if (!from.isEmpty()) {
      line.addAll(List.of("--from", server.registry() + "/" + from));
    }
    line.add(layer.toString());
    weir.says(line.toArray(String[]::new));
  }

  private String digest(String tag, String namespace) {
    return weir.says("get", "istag", tag, "-n", namespace, "-o", "jsonpath={.image.metadata.name}");
  }

  /** A pod as a node's agent would have reported it. */
  private void pod(String name, String annotations, String phase, String image) throws IOException {
    weir.file(
        name + ".yaml",
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: shop, annotations: {%s}}
        spec: {containers: [{name: one, image: "%s"}, {name: two, image: "%s"}, {name: odd, image: plain}]}
        status: {phase: %s}
        """
            .formatted(name, annotations, image, image, phase));
    weir.says("create", "-f", name + ".yaml");
    String status = "{\"status\":{\"phase\":\"" + phase + "\"}}";
    weir.says(
        "patch", "pod", name, "-n", "shop", "--subresource=status", "--type=merge", "-p", status);
  }

  /** Lines in any order, as oc has those that are equally large, and so the parts of a cell. */
  private static List<List<String>> rows(Output output) {
    assertThat(output.exit()).as(output.err()).isZero();
    return output
        .out()
        .lines()
        .map(line -> Stream.of(line.split("[ ,]+")).sorted().toList())
        .sorted(Comparator.comparing(Object::toString))
        .toList();
  }

  @Test
  void streamsAreCountedByWhatTheirTagsAreNow() {
    List<String> lines =
        weir.says("adm", "top", "imagestreams").lines().map(String::strip).toList();

    assertThat(lines.getFirst()).matches("NAME +STORAGE +IMAGES +LAYERS");
    assertThat(lines.get(1)).matches("shop/app +.*KiB +2 +5");
    assertThat(lines.getLast()).matches("art/empty +0B +0 +0");
    assertThat(weir.says("adm", "top", "is", "-n", "art").lines()).hasSize(4);
  }

  @Test
  void imagesAreShownWithTheirTagsTheirBasesAndTheirPods() throws Exception {
    String image = server.registry() + "/shop/app@" + digest("app:v2", "shop");
    pod("one", "openshift.io/deployment.name: web-1", "Running", image);
    pod("over", "openshift.io/build.name: ended-1", "Succeeded", image);

    String table = weir.says("adm", "top", "images");

    assertThat(table)
        .containsPattern("art/base \\(1.10,1.9,1.0\\), shop/base \\(v1\\) +<none> +<none> ");
    assertThat(table)
        .containsPattern(
            "shop/app \\(latest,prod,v2\\) +sha256:\\w{10}..., sha256:\\w{10}... +.*Deployment:"
                + " shop/web-1");
    assertThat(table).doesNotContain("ended-1");
  }

  @Test
  void bothAreWhatOcPrints() throws Exception {
    RealClient oc = RealClient.oc(server.environment(work));
    String image = server.registry() + "/art/other@" + digest("other:1.0", "art");
    pod("built", "openshift.io/build.name: app-1", "Pending", image);
    pod("plain", "", "Running", image);
    pod("deployer", "openshift.io/deployer-pod.name: web-2", "Running", image);

    for (String[] line :
        List.of(
            new String[] {"adm", "top", "imagestreams"},
            new String[] {"adm", "top", "is", "-n", "shop"},
            new String[] {"adm", "top", "images"},
            new String[] {"adm", "top", "images", "-n", "art"})) {
      assertThat(rows(weir.attempt("", line)))
          .as(String.join(" ", line))
          .isEqualTo(rows(oc.attempt("", line)));
    }
  }
}

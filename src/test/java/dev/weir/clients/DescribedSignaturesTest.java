package dev.weir.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.demo.TarFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Signatures of an image, described as by the real {@code oc} on the same server. */
@WeirServer
class DescribedSignaturesTest {
  /** As whoever verified it saves it. */
  private static final String JUDGED =
      """
      [{"op": "add", "path": "/signatures/1/issuedBy",
        "value": {"organization": "Shop", "commonName": "The Release Team"}},
       {"op": "add", "path": "/signatures/1/conditions", "value": [
        {"type": "Trusted", "status": "True", "message": "the key is known",
         "lastProbeTime": "2026-01-02T03:04:05Z", "lastTransitionTime": "2026-01-02T03:04:05Z"},
        {"type": "ForImage", "status": "True", "message": "it names this image",
         "lastProbeTime": null, "lastTransitionTime": null}]}]
      """;

  private final Path work;
  private final ServerProcess server;
  private final WeirCalls weir;

  DescribedSignaturesTest(Path work, ServerProcess server, WeirCalls weir) {
    this.work = work;
    this.server = server;
    this.weir = weir;
  }

  private void sign(String digest, String name) throws IOException {
    String content = Base64.getEncoder().encodeToString(name.getBytes(UTF_8));
    String signature =
        """
        {"apiVersion": "image.openshift.io/v1", "kind": "ImageSignature",
         "metadata": {"name": "%s@%s"}, "type": "atomic", "content": "%s"}
        """
            .formatted(digest, name, content);
    String file = weir.file(name + ".json", signature);
    weir.says("create", "-f", file, "--raw", "/apis/image.openshift.io/v1/imagesignatures");
  }

  /**
   * All lines but those with an age, without the alignment that the longest title makes. What oc
   * has of a time that nobody said is its zero.
   */
  private static String plain(String described) {
    return described
        .replace("0001-01-01 00:00:00 +0000 UTC", "<unknown>")
        .replaceAll("(?m)^.*\\bago$\\n", "")
        .replaceAll("(?m)[ \\t]+", " ");
  }

  @Test
  void eachSignatureIsToldAsByOc() throws Exception {
    RealClient oc = RealClient.oc(server.environment(work));
    weir.says("new-project", "demo");
    String layer =
        Files.write(work.resolve("layer.tar"), TarFile.of("message", "signed")).toString();
    weir.says("image", "append", "--to", server.registry() + "/demo/app:v1", layer, "--insecure");
    String digest = weir.says("get", "istag", "app:v1", "-o", "jsonpath={.image.metadata.name}");
    sign(digest, "one");
    sign(digest, "two");
    weir.says("patch", "image", digest, "--type=json", "-p", JUDGED);

    for (String[] line :
        new String[][] {
          {"describe", "istag", "app:v1"},
          {"describe", "isimage", "app@" + digest},
          {"describe", "image", digest}
        }) {
      String ours = weir.says(line);
      RealClient.Output theirs = oc.attempt("", line);
      assertThat(theirs.exit()).as(theirs.err()).isZero();
      assertThat(plain(ours))
          .isEqualTo(plain(theirs.out()))
          .contains("Image Signatures", "Status: Verified", "Signature is ForImage");
    }
  }
}

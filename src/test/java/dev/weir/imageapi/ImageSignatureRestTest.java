package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEV;
import static dev.weir.imageapi.ImageApiFixture.json;
import static dev.weir.imageapi.ImageApiFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Scope;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ImageSignatureRestTest {
  private static final Scope CLUSTER = new Scope(DEV, "");

  private final ImageApiFixture api = new ImageApiFixture();
  private String image = "";

  @BeforeEach
  void push() {
    image = api.pushed(APP, "one", "v1");
  }

  @AfterEach
  void close() {
    api.close();
  }

  private ObjectNode signature(String name, String content) {
    return json(
        "{'metadata':{'name':'" + name + "'},'type':'AtomicImageV1','content':'" + content + "'}");
  }

  private ObjectNode create(ObjectNode signature) {
    return api.rest("imagesignatures").create(CLUSTER, signature, WriteOptions.STORE).tree();
  }

  private ApiStatus delete(String name) {
    return refusal(() -> api.rest("imagesignatures").delete(CLUSTER, name, DeleteOptions.NOW));
  }

  private List<String> names() {
    return Json.arrayAt(api.rest("images").get(CLUSTER, image).tree(), "signatures")
        .valueStream()
        .map(Meta::name)
        .toList();
  }

  @Test
  void aSignatureLivesInItsImageUntilItIsDeleted() {
    ObjectNode made = create(signature(image + "@first", "c2ln"));
    assertThat(Meta.name(made)).isEqualTo(image + "@first");
    assertThat(made.get("kind").stringValue()).isEqualTo("ImageSignature");
    assertThat(names()).containsExactly(image + "@first");

    ObjectNode answer =
        api.rest("imagesignatures").delete(CLUSTER, image + "@first", DeleteOptions.NOW);
    assertThat(answer.get("status").stringValue()).isEqualTo("Success");
    assertThat(names()).isEmpty();
    assertThat(delete(image + "@first").code()).isEqualTo(404);
  }

  @Test
  void whatOnlyAVerifierMaySayIsDropped() {
    ObjectNode claimed = signature(image + "@first", "c2ln");
    claimed.setAll(
        json(
            "{'imageIdentity':'quay.io/a/b','signedClaims':{'a':'b'},'created':'2026-01-01T00:00:00Z',"
                + "'issuedBy':{'organization':'o'},'issuedTo':{'publicKeyID':'1'},"
                + "'conditions':[{'type':'Trusted','status':'True'}]}"));
    ObjectNode made = create(claimed);
    assertThat(made.propertyNames())
        .containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "type", "content");
  }

  @Test
  void equalNamesAndEqualContentsAreThereAlready() {
    create(signature(image + "@first", "c2ln"));
    assertThat(refusal(() -> create(signature(image + "@first", "b3RoZXI="))).code())
        .isEqualTo(409);
    ApiStatus sameContent = refusal(() -> create(signature(image + "@second", "c2ln")));
    assertThat(sameContent.reason()).isEqualTo("AlreadyExists");
  }

  @Test
  void namesAreOfTwoParts() {
    assertThat(refusal(() -> create(signature("first", "c2ln"))).message())
        .contains("name must be of format <imageName>@<signatureName>");
    assertThat(delete("first").message())
        .isEqualTo("ImageSignatures must be accessed with <imageName>@<signatureName>");
    String missing = "sha256:" + "ab".repeat(32);
    assertThat(refusal(() -> create(signature(missing + "@first", "c2ln"))).code()).isEqualTo(404);
  }

  @Test
  void signaturesHaveNoLabelsAndNeedTypeAndContent() {
    ObjectNode bad = json("{'metadata':{'name':'a@b','labels':{'x':'y'},'annotations':{'x':'y'}}}");
    assertThat(refusal(() -> create(bad)).message())
        .contains(
            "metadata.labels: Forbidden: signature labels cannot be set",
            "metadata.annotations: Forbidden: signature annotations cannot be set",
            "type: Required value",
            "content: Required value");
  }

  @Test
  void aWriterOfImagesMaySayWhatWasVerifiedButNotWhatWasSigned() {
    create(signature(image + "@first", "c2ln"));
    ObjectNode verified =
        update(
            "{'imageIdentity':'quay.io/a/b','conditions':["
                + "{'type':'Trusted','status':'True'},{'type':'ForImage','status':'True'}]}");
    assertThat(verified.at("/signatures/0/imageIdentity").stringValue()).isEqualTo("quay.io/a/b");
    assertThat(refusal(() -> update("{'content':'b3RoZXI='}")).message())
        .contains("signatures[0].content: Forbidden");
  }

  private ObjectNode update(String change) {
    return api.rest("images")
        .update(
            CLUSTER,
            image,
            tree -> {
              ((ObjectNode) tree.at("/signatures/0")).setAll(json(change));
              return tree;
            },
            WriteOptions.STORE)
        .object()
        .tree();
  }
}

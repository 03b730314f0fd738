package dev.weir.hook.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Webhook.Sender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents as registries send them, and others. */
class NotificationsTest {
  private static final String DISTRIBUTION =
      """
      {"events":[
        {"id":"a1","timestamp":"2026-03-02T10:00:01.1Z","action":"push",
         "target":{"mediaType":"application/octet-stream","size":708,"length":708,
           "digest":"sha256:7c3f","repository":"team/app",
           "url":"http://registry:5000/v2/team/app/blobs/sha256:7c3f"},
         "request":{"id":"r1","addr":"10.0.0.9:5312","host":"registry:5000","method":"PUT",
           "useragent":"docker/27.1"},"actor":{"name":"ci"},"source":{"addr":"registry:5000"}},
        {"id":"a2","timestamp":"2026-03-02T10:00:01.3Z","action":"push",
         "target":{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1024,
           "digest":"sha256:fea8","length":1024,"repository":"team/app",
           "url":"http://registry:5000/v2/team/app/manifests/sha256:fea8","tag":"v1"},
         "request":{"id":"r2","host":"registry:5000","method":"PUT"},"actor":{},"source":{}},
        {"id":"a3","action":"push",
         "target":{"mediaType":"application/vnd.oci.image.manifest.v1+json",
           "digest":"sha256:fea9","repository":"team/app"}},
        {"id":"a4","action":"pull",
         "target":{"mediaType":"application/vnd.oci.image.index.v1+json",
           "digest":"sha256:fea9","repository":"team/other","tag":"latest"}},
        {"id":"a5","action":"delete",
         "target":{"digest":"sha256:fea9","repository":"team/old","tag":"latest"}},
        {"id":"a6","action":"push",
         "target":{"mediaType":"application/vnd.oci.image.index.v1+json",
           "digest":"sha256:aaaa","repository":"deep/er/app","tag":"latest"}}
      ]}\
      """;

  private static final String HARBOR =
      """
      {"type":"PUSH_ARTIFACT","occur_at":1772445601,"operator":"robot$ci",
       "event_data":{
         "resources":[
           {"digest":"sha256:8a9e","tag":"v1","resource_url":"harbor.test/team/app:v1"},
           {"digest":"sha256:8a9e","tag":"v1.2","resource_url":"harbor.test/team/app:v1.2"},
           {"digest":"sha256:8a9f","tag":"","resource_url":"harbor.test/team/app@sha256:8a9f"}],
         "repository":{"date_created":1772445600,"name":"app","namespace":"team",
           "repo_full_name":"team/app","repo_type":"private"}}}\
      """;

  private static final String HARBOR_CLOUD_EVENT =
      """
      {"specversion":"1.0","id":"5e2","source":"/projects/2/webhook/policies/15",
       "type":"harbor.artifact.pushed","datacontenttype":"application/json",
       "time":"2026-03-02T10:00:01Z","requestid":"c1","operator":"admin",
       "data":{
         "resources":[{"digest":"sha256:954b","tag":"v1","resource_url":"harbor.test/team/app:v1"}],
         "repository":{"date_created":1772445600,"name":"app","namespace":"team",
           "repo_full_name":"team/app","repo_type":"public"}}}\
      """;

  private static final String QUAY =
      """
      {"name":"app","repository":"team/app","namespace":"team",
       "docker_url":"quay.io/team/app","homepage":"https://quay.io/repository/team/app",
       "updated_tags":["latest","v1"]}\
      """;

  private static final String GHCR =
      """
      {"action":"published",
       "registry_package":{"id":1,"name":"App","namespace":"Octo-Org","description":"",
         "ecosystem":"CONTAINER","package_type":"CONTAINER",
         "html_url":"https://github.com/orgs/Octo-Org/packages/container/App/1",
         "owner":{"login":"Octo-Org","id":2,"type":"Organization"},
         "package_version":{"id":3,"version":"sha256:0c5d","name":"sha256:0c5d",
           "container_metadata":{"tag":{"name":"v1","digest":"sha256:0c5d"},
             "labels":{"description":"","source":"","revision":"","image_url":"","licenses":""},
             "manifest":{"digest":"","media_type":"","uri":"","size":0}},
           "package_url":"ghcr.io/Octo-Org/App:v1","target_commitish":"main"},
         "registry":{"name":"GitHub CONTAINER registry","type":"CONTAINER",
           "url":"https://CONTAINER.pkg.github.com/Octo-Org","vendor":"GitHub Inc"}},
       "repository":{"id":4,"full_name":"Octo-Org/app"},"sender":{"login":"ann"}}\
      """;

  private static final String HUB =
      """
      {"callback_url":"https://registry.hub.docker.com/u/team/app/hook/2141b5bi5i5b02bec211i4eeih0/",
       "push_data":{"pushed_at":1772445601,"pusher":"ann","tag":"v1"},
       "repository":{"comment_count":0,"date_created":1417494799,"description":"",
         "dockerfile":"","full_description":"","is_official":false,"is_private":true,
         "is_trusted":true,"name":"app","namespace":"team","owner":"team","repo_name":"team/app",
         "repo_url":"https://registry.hub.docker.com/u/team/app/","star_count":0,
         "status":"Active"}}\
      """;

  private static List<String> read(Sender sender, String document) throws NotificationException {
    return Notifications.read(sender, document.getBytes(StandardCharsets.UTF_8)).stream()
        .map(image -> "%s/%s:%s".formatted(image.host(), image.path(), image.tag()))
        .toList();
  }

  /** By the setting and by the shape alike. */
  private static void says(Sender sender, String document, String... images)
      throws NotificationException {
    assertThat(read(sender, document)).containsExactly(images);
    assertThat(read(Sender.GENERIC, document)).containsExactly(images);
  }

  @Test
  void anEnvelopeOfDistributionHintsAtTheTagsOfPushedManifestsOnly() throws Exception {
    says(Sender.DISTRIBUTION, DISTRIBUTION, "/team/app:v1", "/deep/er/app:latest");
  }

  @Test
  void harborsTwoFormsHintAtEachPushedTag() throws Exception {
    says(Sender.HARBOR, HARBOR, "/team/app:v1", "/team/app:v1.2");
    says(Sender.HARBOR, HARBOR_CLOUD_EVENT, "/team/app:v1");
  }

  @Test
  void otherEventsOfHarborHintAtNothing() throws Exception {
    says(Sender.HARBOR, HARBOR.replace("PUSH_ARTIFACT", "PULL_ARTIFACT"));
    says(Sender.HARBOR, HARBOR_CLOUD_EVENT.replace("artifact.pushed", "scan.completed"));
  }

  @Test
  void quayHintsAtEachUpdatedTagInBothItsForms() throws Exception {
    says(Sender.QUAY, QUAY, "quay.io/team/app:latest", "quay.io/team/app:v1");
    says(
        Sender.QUAY,
        QUAY.replace("[\"latest\",\"v1\"]", "{\"v1\":\"b750fe\"}"),
        "quay.io/team/app:v1");
  }

  @Test
  void aQuayElsewhereMayBeKnownByAnyName() throws Exception {
    says(
        Sender.QUAY,
        QUAY.replace("quay.io/", "quay.internal/"),
        "/team/app:latest",
        "/team/app:v1");
  }

  @Test
  void otherEventsOfQuayHintAtNothing() throws Exception {
    says(Sender.QUAY, QUAY.replace("updated_tags", "docker_tags"));
  }

  @Test
  void githubHintsAtAContainersTagInSmallLetters() throws Exception {
    says(Sender.GHCR, GHCR, "ghcr.io/octo-org/app:v1");
    says(Sender.GHCR, GHCR.replace("registry_package", "package"), "ghcr.io/octo-org/app:v1");
  }

  @Test
  void aPackageWithoutAnAddressIsNamedByItsOwner() throws Exception {
    says(Sender.GHCR, GHCR.replace("ghcr.io/Octo-Org/App:v1", ""), "ghcr.io/octo-org/app:v1");
  }

  @Test
  void anEnterpriseServersPackageIsAtItsOwnHost() throws Exception {
    says(
        Sender.GHCR,
        GHCR.replace("ghcr.io/Octo-Org/App:v1", "https://containers.git.test/Octo-Org/App:v1"),
        "containers.git.test/octo-org/app:v1");
  }

  @Test
  void otherPackagesAndImagesWithoutATagHintAtNothing() throws Exception {
    says(Sender.GHCR, GHCR.replace("\"CONTAINER\"", "\"npm\""));
    says(Sender.GHCR, GHCR.replace("\"tag\":{\"name\":\"v1\"", "\"tag\":{\"name\":\"\""));
    assertThat(read(Sender.GHCR, "{\"action\":\"created\",\"starred_at\":\"2026-03-02\"}"))
        .isEmpty();
  }

  @Test
  void dockerHubHintsAtTheTagThatWasPushedThere() throws Exception {
    says(Sender.DOCKERHUB, HUB, "docker.io/team/app:v1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'image':'quay.io/team/app:v1'} | quay.io/team/app:v1",
        "{'image':'quay.io/team/app'} | quay.io/team/app:latest",
        "{'image':'app:v1'} | /app:v1",
        "{'images':['quay.io/team/app:v1','localhost:5000/x:2']}"
            + " | quay.io/team/app:v1 localhost:5000/x:2",
        "{'repository':'team/app','tag':'v1'} | /team/app:v1",
        "{'repository':'quay.io/team/app','tag':'v1'} | quay.io/team/app:v1",
        "['quay.io/team/app:v1',{'repository':'team/app','tag':'v2'}]"
            + " | quay.io/team/app:v1 /team/app:v2",
        "[]|``",
      })
  void anybodyMayNameImagesInAFewWords(String document, String images) throws Exception {
    assertThat(String.join(" ", read(Sender.GENERIC, document.replace('\'', '"'))))
        .isEqualTo(images);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GENERIC | `` | the body is not one JSON document",
        "GENERIC | {'image':'x:1'} trailing | the body is not one JSON document",
        "GENERIC | {'image': | the body is not one JSON document",
        "GENERIC | 1e999999999 | the body is not one JSON document",
        "GENERIC | {} | expected {\"image\": \"HOST/PATH:TAG\"}",
        "GENERIC | {'images':[1]} | expected {\"image\": \"HOST/PATH:TAG\"}",
        "GENERIC | {'images':[{'image':'x:1'}]} | expected {\"image\": \"HOST/PATH:TAG\"}",
        "GENERIC | 17 | expected {\"image\": \"HOST/PATH:TAG\"}",
        "GENERIC | {'image':'Team/App:v1'} | \"Team/App:v1\" names no image: repository name must",
        "GENERIC | {'image':'registry.test:5000'} | names a host and no repository there",
        "GENERIC |"
            + " {'image':'x@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'}"
            + " | never moves; name it by a tag",
        "DISTRIBUTION | [] | the document is no JSON object",
        "DISTRIBUTION | {'image':'x:1'} | \"events\" is no list",
        "DISTRIBUTION | {'events':[null]} | one of \"events\" is no object",
        "HARBOR | {} | \"type\" does not say what happened",
        "HARBOR | {'type':'PUSH_ARTIFACT'} | a push names no \"resources\"",
        "HARBOR | {'type':'PUSH_ARTIFACT','event_data':{'resources':[]}} | a push names no",
        "QUAY | {'updated_tags':['v1']} | \"repository\" names none",
        "DOCKERHUB | {'push_data':{}} | no \"repository\" with its \"repo_name\"",
      })
  void whatIsNoNotificationIsToldWhy(Sender sender, String document, String why) {
    assertThatThrownBy(() -> read(sender, document.replace('\'', '"')))
        .isInstanceOf(NotificationException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @EnumSource(Sender.class)
  void whatHasAnotherShapeInEachPlaceDoesNoHarm(Sender sender) {
    for (String document : List.of(DISTRIBUTION, HARBOR, HARBOR_CLOUD_EVENT, QUAY, GHCR, HUB)) {
      List<JsonNode> bent = bent(Json.parse(document));
      assertThat(bent).hasSizeGreaterThan(20);
      assertThat(bent).allMatch(odd -> refusedOrNothing(sender, Json.text(odd)));
    }
  }

  /** The document with one of its values replaced, once for each value and replacement. */
  private static List<JsonNode> bent(JsonNode document) {
    List<JsonNode> bent = new ArrayList<>();
    for (String odd : List.of("null", "[]", "{}", "7", "\"x\"", "[[{\"tag\":[]}]]")) {
      bent.add(Json.parse(odd));
    }
    if (document instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        bent(object.get(name)).forEach(odd -> bent.add(object.deepCopy().set(name, odd)));
      }
    } else if (document instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        for (JsonNode odd : bent(array.get(i))) {
          ArrayNode other = array.deepCopy();
          other.set(i, odd);
          bent.add(other);
        }
      }
    }
    return bent;
  }

  private static boolean refusedOrNothing(Sender sender, String document) {
    try {
      return read(sender, document).size() <= Notifications.MOST_IMAGES;
    } catch (NotificationException why) {
      return !String.valueOf(why.getMessage()).isEmpty();
    }
  }

  @Test
  void aDeepDocumentIsNoNotification() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertThatThrownBy(() -> read(Sender.GENERIC, deep)).isInstanceOf(NotificationException.class);
  }

  @Test
  void ofManyImagesTheFirstHundredAreTakenEachOnce() throws Exception {
    String many =
        IntStream.range(0, 300)
            .mapToObj(n -> "\"quay.io/team/app:v" + n / 2 + "\"")
            .collect(Collectors.joining(",", "[", "]"));

    assertThat(read(Sender.GENERIC, many))
        .hasSize(100)
        .doesNotHaveDuplicates()
        .startsWith("quay.io/team/app:v0", "quay.io/team/app:v1");
  }

  @ParameterizedTest
  @CsvSource({
    "'', team/app, v1, quay.io/team/app:v1, true",
    "'', team/app, v1, registry.test:5000/team/app:v1, true",
    "'', team/app, v1, quay.io/team/app:v2, false",
    "'', team/app, v1, quay.io/team/application:v1, false",
    "quay.io, team/app, v1, quay.io/team/app:v1, true",
    "Quay.IO, team/app, v1, quay.io/team/app:v1, true",
    "quay.io, team/app, v1, ghcr.io/team/app:v1, false",
    "quay.io, team/app, v1, quay.io:443/team/app:v1, true",
    "quay.io, team/app, v1, quay.io:8443/team/app:v1, false",
    "docker.io, library/nginx, latest, Docker.io/library/nginx, true",
    "docker.io, team/app, v1, team/app:v1, true",
    "docker.io, team/app, v1, index.docker.io/team/app:v1, true",
    "docker.io, nginx, latest, nginx, true",
    "docker.io, library/nginx, latest, nginx, true",
    "docker.io, nginx, latest, quay.io/nginx, false",
    "'', nginx, latest, nginx, true",
    "'', nginx, latest, docker.io/library/nginx, true",
    "'', nginx, latest, quay.io/nginx, true",
    "'', nginx, latest, quay.io/library/nginx, false",
  })
  void aHintIsMeantForTheSameRepositoryAndTagAtAHostThatMayBeMeant(
      String host, String path, String tag, String spec, boolean meant) {
    HintedImages hinted = new HintedImages(List.of(new HintedImage(host, path, tag)));

    assertThat(hinted.test(ImageReference.parse(spec).withClientDefaults())).isEqualTo(meant);
  }

  @Test
  void whatIsNamedByItsDigestIsNeverMeant() {
    HintedImages hinted = new HintedImages(List.of(new HintedImage("", "team/app", "latest")));
    String spec = "quay.io/team/app@sha256:" + "0a".repeat(32);

    assertThat(hinted.test(ImageReference.parse(spec).withClientDefaults())).isFalse();
  }
}

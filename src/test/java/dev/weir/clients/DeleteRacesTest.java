package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.clients.TestPushes.Pushed;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/**
 * Pruning writes a stream's status without an image and then deletes the image by its digest: what
 * comes between stays.
 */
@WeirServer({"--audit-log", "off"})
@Timeout(120)
class DeleteRacesTest {
  private static final String IMAGES = "/apis/image.openshift.io/v1/namespaces/team/";

  private final ApiCaller caller;
  private final TestPushes pushes;
  private final String admin;

  DeleteRacesTest(ApiCaller caller) throws Exception {
    this.caller = caller;
    this.pushes = new TestPushes(caller);
    this.admin = caller.administrator();
    if (caller.api(admin, "GET", "/api/v1/namespaces/team", "").status() == 404) {
      assertThat(caller.create("/api/v1/namespaces", "{'metadata':{'name':'team'}}")).isNotNull();
    }
  }

  private ObjectNode stream(String name) throws Exception {
    return (ObjectNode) caller.api(admin, "GET", IMAGES + "imagestreams/" + name, "").json();
  }

  /** What pruning does before it deletes the image of a tag; returns the status. */
  private int drop(String stream, String tag) throws Exception {
    ObjectNode object = stream(stream);
    var tags = Json.array();
    object
        .path("status")
        .path("tags")
        .forEach(
            one -> {
              if (!one.path("tag").asString("").equals(tag)) {
                tags.add(one);
              }
            });
    ((ObjectNode) object.path("status")).set("tags", tags);
    return caller
        .api(admin, "PUT", IMAGES + "imagestreams/" + stream + "/status", object.toString())
        .status();
  }

  private ApiCaller.Answer delete(String stream, String what) throws Exception {
    return caller.registry(
        admin, "DELETE", "/v2/team/" + stream + "/manifests/" + what, "", new byte[0]);
  }

  private int pull(String stream, String what) throws Exception {
    return pushes.pull(admin, "team/" + stream, what);
  }

  @Test
  void whatWasDroppedAndDidNotComeAgainIsDeleted() throws Exception {
    Pushed image = pushes.image(admin, "team/pruned", "v1", "one");
    assertThat(drop("pruned", "v1")).isEqualTo(200);

    assertThat(delete("pruned", image.digest()).status()).isEqualTo(202);

    assertThat(pull("pruned", image.digest())).isEqualTo(404);
  }

  @Test
  void anImageThatIsPushedBetweenTheStatusAndTheDeleteStays() throws Exception {
    Pushed image = pushes.image(admin, "team/raced", "v1", "two");
    assertThat(drop("raced", "v1")).isEqualTo(200);
    assertThat(pushes.again(admin, "team/raced", "v2", image)).isEqualTo(201);

    ApiCaller.Answer refused = delete("raced", image.digest());

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.json().at("/errors/0/message").asString(""))
        .contains("came to image stream team/raced again since it was dropped", "delete the tag");
    assertThat(pull("raced", "v2")).isEqualTo(200);
    assertThat(delete("raced", "v2").status()).isEqualTo(202);
    assertThat(pull("raced", "v2")).isEqualTo(404);
  }

  @Test
  void anImageThatIsPushedByItsDigestBetweenStays() throws Exception {
    Pushed image = pushes.image(admin, "team/digest", "v1", "three");
    assertThat(drop("digest", "v1")).isEqualTo(200);
    assertThat(pushes.again(admin, "team/digest", "", image)).isEqualTo(201);

    assertThat(delete("digest", image.digest()).status()).isEqualTo(405);

    assertThat(pull("digest", image.digest())).isEqualTo(200);
  }

  @Test
  void anImageThatComesBetweenWithAnIndexThatListsItStays() throws Exception {
    Pushed child = pushes.image(admin, "team/listed", "v1", "four");
    assertThat(drop("listed", "v1")).isEqualTo(200);
    Pushed index = pushes.index(admin, "team/listed", "", List.of(child));

    assertThat(delete("listed", child.digest()).status()).isEqualTo(405);

    assertThat(pull("listed", index.digest())).isEqualTo(200);
    assertThat(pull("listed", child.digest())).isEqualTo(200);
  }

  @Test
  void anImageThatIsTaggedBetweenStays() throws Exception {
    Pushed image = pushes.image(admin, "team/tagged", "v1", "five");
    Pushed _ = pushes.image(admin, "team/source", "v1", "five");
    assertThat(drop("tagged", "v1")).isEqualTo(200);
    ApiCaller.Answer tagged =
        caller.api(
            admin,
            "POST",
            IMAGES + "imagestreamtags",
            "{\"metadata\":{\"name\":\"tagged:v2\"},\"tag\":{\"from\":{\"kind\":\"ImageStreamTag\",\"name\":\"source:v1\"}}}");
    assertThat(tagged.status()).isEqualTo(201);

    assertThat(delete("tagged", image.digest()).status()).isEqualTo(405);

    assertThat(pull("tagged", "v2")).isEqualTo(200);
  }

  @Test
  void inEveryOrderOfAPushAndADeleteThatFollowsAStatusThePushedTagIsWhole() throws Exception {
    List<Integer> deleted = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        Pushed image = pushes.image(admin, "team/often", "v" + round, "round " + round);
        assertThat(drop("often", "v" + round)).isEqualTo(200);
        CyclicBarrier start = new CyclicBarrier(2);
        String text = "round " + round;
        Future<Pushed> push =
            threads.submit(
                () -> {
                  start.await();
                  return pushes.image(admin, "team/often", "again", text);
                });
        start.await();
        deleted.add(delete("often", image.digest()).status());
        Pushed again = push.get();
        for (String part : again.parts()) {
          assertThat(pushes.pullBlob(admin, "team/often", part)).as(part).isEqualTo(200);
        }
        assertThat(pull("often", "again")).isEqualTo(200);
      }
    }
    assertThat(deleted).isSubsetOf(202, 405);
  }
}

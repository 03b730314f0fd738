package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.ImageApiFixture.DEMO;
import static dev.weir.imageapi.ImageApiFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.TagEvent;
import dev.weir.imagestream.TagEvent.Origin;
import dev.weir.imagestream.TagHistory;
import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.store.Seed;
import dev.weir.store.Transaction;
import dev.weir.streams.StoredStream;
import dev.weir.streams.StreamKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stream with many images whose bytes a registry in front keeps is looked at once for all of
 * them, and not once for each.
 */
class LargeHistoryTest {
  private static final int IMAGES = 40_000;

  private final ImageApiFixture api = new ImageApiFixture();
  private final List<String> images = new ArrayList<>();

  @BeforeEach
  void keepElsewhere() {
    Transaction.Builder transaction = Transaction.builder();
    List<TagEvent> events = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      String image = Digest.of(Integer.toString(i).getBytes(StandardCharsets.UTF_8)).toString();
      String reference = OwnRegistry.pullSpec(APP, image);
      images.add(image);
      events.add(new TagEvent(Instant.EPOCH, reference, image, 1));
      transaction.put(
          StreamKeys.image(image),
          Json.bytes(
              json(
                  "{'metadata':{'name':'%s','annotations':{'openshift.io/image.managed':'true'}},'dockerImageReference':'%s'}"
                      .formatted(image, reference))));
    }
    StoredStream before = api.streams.newest(APP);
    var after = before.stream().withTag("v1", new TagHistory(events, List.of()));
    assertThat(api.changes.put(transaction, before, after, Origin.UNKNOWN)).isPresent();
    Seed.commit(api.store, transaction.build());
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  @Timeout(10)
  void layersListEveryImage() {
    ObjectNode layers = api.rest("imagestreams").subresource("layers").get(DEMO, "app").tree();

    assertThat(layers.get("images")).hasSize(IMAGES);
    assertThat(Json.objectAt(layers.get("images"), images.getLast()).has("imageMissing")).isFalse();
  }

  @Test
  @Timeout(10)
  void anImageIsFoundByTheStartOfItsDigest() {
    String last = images.getLast();

    ObjectNode found = api.get("imagestreamimages", "app@" + last.substring(7, 40));

    assertThat(Meta.name(Json.objectAt(found, "image"))).isEqualTo(last);
  }
}

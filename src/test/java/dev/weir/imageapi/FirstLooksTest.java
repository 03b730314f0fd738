package dev.weir.imageapi;

import static dev.weir.imageapi.ImageApiFixture.APP;
import static dev.weir.imageapi.PushedThings.layer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.reference.StreamName;
import dev.weir.store.RangeQuery;
import dev.weir.store.Transaction;
import dev.weir.streams.linked.DueLooks;
import dev.weir.streams.linked.DueLooks.Due;
import dev.weir.streams.linked.FirstLooks;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FirstLooksTest {
  private final ImageApiFixture api = new ImageApiFixture();

  @AfterEach
  void close() {
    api.close();
  }

  private List<String> due() {
    return api.store.range(RangeQuery.all(DueLooks.STREAMS)).entries().stream()
        .map(entry -> entry.key().substring(DueLooks.STREAMS.length()))
        .toList();
  }

  private void forgetDue() {
    api.store.commit(Transaction.builder().deletePrefix(DueLooks.STREAMS).build());
  }

  @Test
  void eachStreamAndEachRepositoryOfEarlierBuildsIsLookedAtOnce() {
    StreamName second = new StreamName("demo", "app-2");
    StreamName uploaded = new StreamName("demo", "uploaded");
    api.pushed(APP, "one", "v1");
    api.pushed(second, "two", "v1");
    api.links.add(uploaded, layer("one"), api.links.blob(3));
    api.links.add(uploaded, layer("two"), api.links.blob(3));
    api.create("imagestreams", "{'metadata':{'name':'empty'}}");
    forgetDue();

    FirstLooks.ensure(api.store, api.links.due());

    assertThat(due()).containsExactly("demo/app", "demo/app-2", "demo/empty", "demo/uploaded");
    assertThat(api.links.due().find(APP).map(Due::undated)).contains(true);
    forgetDue();
    FirstLooks.ensure(api.store, api.links.due());
    assertThat(due()).isEmpty();
  }

  @Test
  void aNewStoreHasNothingToLookAt() {
    FirstLooks.ensure(api.store, api.links.due());
    api.pushed(APP, "one", "v1");

    FirstLooks.ensure(api.store, api.links.due());

    assertThat(due()).isEmpty();
  }
}

package dev.weir.objects;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.Decision;
import dev.weir.access.User;
import dev.weir.client.ObjectEvent;
import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.client.ResourcesContract;
import dev.weir.platform.account.AccountFixture;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.ObjectPatch;
import dev.weir.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class InProcessResourcesTest extends ResourcesContract {
  private final AccountFixture server = new AccountFixture();

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected Resources administrator() {
    return server.resources;
  }

  @Override
  protected Resources stranger() {
    return server.as("stranger");
  }

  private static final Map<String, Consumer<Resources>> VERBS =
      Map.of(
          "get", r -> r.get(Kinds.CONFIG_MAP, "demo", "a"),
          "list", r -> r.list(Kinds.CONFIG_MAP, "demo", Resources.Query.ALL),
          "watch", r -> r.watch(Kinds.CONFIG_MAP, "demo", Resources.Query.ALL, "").close(),
          "create", r -> r.create(Kinds.CONFIG_MAP, "demo", Json.object()),
          "update", r -> r.update(Kinds.CONFIG_MAP, "demo", named()),
          "patch", r -> r.patch(Kinds.CONFIG_MAP, "demo", "a", ObjectPatch.MERGE, bytes("{}")),
          "delete", r -> r.delete(Kinds.CONFIG_MAP, "demo", "a"),
          "delete what was seen", r -> r.delete(Kinds.CONFIG_MAP, ApiObject.of(named())));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode named() {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("namespace", "demo").put("name", "a");
    return object;
  }

  static Stream<String> verbs() {
    return VERBS.keySet().stream();
  }

  /** Rights are read from the store, too. */
  @ParameterizedTest
  @MethodSource("verbs")
  void aStoreThatFailsIsTheRefusalThatItIsOverHttp(String verb) {
    Resources failing =
        new InProcessResources(
            () -> new Catalog(List.of(new Breaking())),
            (_, _) -> {
              throw new StoreException("the disk is full");
            },
            User.system("loops"));
    assertThatThrownBy(() -> requireNonNull(VERBS.get(verb)).accept(failing))
        .isInstanceOfSatisfying(
            StatusException.class, e -> assertThat(e.status().code()).isEqualTo(503));
  }

  /** What is made from several objects reads the store while it is watched. */
  @Test
  void aStoreThatFailsUnderAWatchIsTheRefusalThatItIsOverHttp() throws InterruptedException {
    Rest breaking = new Breaking();
    Resources resources =
        new InProcessResources(
            () -> new Catalog(List.of(breaking)),
            (_, _) -> new Decision.Allowed("test"),
            User.system("loops"));
    try (ObjectWatch watch = resources.watch(Kinds.CONFIG_MAP, "demo", Resources.Query.ALL, "")) {
      assertThatThrownBy(() -> watch.next(Duration.ZERO))
          .isInstanceOfSatisfying(
              StatusException.class, e -> assertThat(e.status().code()).isEqualTo(503));
    }
  }

  @Test
  void makesTheObjectsOfAListOnlyAsTheyAreGoneThrough() {
    Iterable<ApiObject> namespaces =
        server.resources.list(Kinds.NAMESPACE, "", Resources.Query.ALL).objects();

    ApiObject once = namespaces.iterator().next();

    assertThat(namespaces.iterator().next()).isNotSameAs(once);
  }

  /** A kind whose watch fails. */
  private static final class Breaking implements Rest, ObjectWatch {
    @Override
    public ResourceKind kind() {
      return Kinds.CONFIG_MAP;
    }

    @Override
    public ObjectWatch watch(Scope scope, ListOptions options) {
      return this;
    }

    @Override
    public List<ObjectEvent> next(Duration timeout) {
      throw new StoreException("the disk is full");
    }

    @Override
    public long progress() {
      return 0;
    }

    @Override
    public void close() {}
  }
}

package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.memory.MemoryStore;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What projects may say of a window, and what their writers are told. */
class WindowRulesTest {
  private static final Scope SCOPE = new Scope(User.named("dev"), "");

  private final MemoryStore store = new MemoryStore();
  private final StoreContext plain =
      new StoreContext(store, new OwnHost(store), InstantSource.system());
  private final NamespaceRest projects =
      new NamespaceRest(plain.with(new WindowRules("registry.test:5000"::equals)));

  @AfterEach
  void close() {
    store.close();
  }

  private static ObjectNode project(String annotation, String value) {
    ObjectNode project = Json.object();
    Meta.of(project).put("name", "hub");
    Meta.setAnnotation(project, annotation, value);
    return project;
  }

  private ApiStatus refusal(ObjectNode project) {
    return catchThrowableOfType(
            StatusException.class, () -> projects.create(SCOPE, project, WriteOptions.STORE))
        .status();
  }

  @Test
  void aProjectWithAHostThatIsNoneIsRefusedWithItsField() {
    ApiStatus status = refusal(project(Window.UPSTREAM, "https://docker.io"));
    assertThat(status.code()).isEqualTo(422);
    assertThat(status.message())
        .contains("\"hub\" is invalid")
        .contains("metadata.annotations[weir.dev/upstream]: Invalid value: \"https://docker.io\"")
        .contains("without scheme and path");
  }

  @Test
  void aChangeIsRefusedAndTheProjectStaysAsItWas() {
    ApiObject _ = projects.create(SCOPE, project(Window.UPSTREAM, "docker.io"), WriteOptions.STORE);
    ApiStatus status =
        catchThrowableOfType(
                StatusException.class,
                () ->
                    projects.update(
                        SCOPE,
                        "hub",
                        old -> {
                          Meta.setAnnotation(old, Window.FRESHNESS, "seldom");
                          return old;
                        },
                        WriteOptions.STORE))
            .status();
    assertThat(status.code()).isEqualTo(422);
    assertThat(Meta.annotations(projects.get(SCOPE, "hub").tree()))
        .containsOnlyKeys(Window.UPSTREAM);
  }

  @Test
  void whatAnEarlierBuildTookMayStayWhileOtherThingsChange() {
    ApiObject _ =
        new NamespaceRest(plain)
            .create(SCOPE, project(Window.FRESHNESS, "seldom"), WriteOptions.STORE);
    var _ =
        projects.update(
            SCOPE,
            "hub",
            old -> {
              Meta.setAnnotation(old, "note", "changed");
              return old;
            },
            WriteOptions.STORE);
    assertThat(Meta.annotations(projects.get(SCOPE, "hub").tree()))
        .containsEntry("note", "changed")
        .containsEntry(Window.FRESHNESS, "seldom");
  }

  @Test
  void whatDoesNothingAloneIsRemarkedOn() {
    assertThat(projects.remarks(project(Window.FRESHNESS, "always")))
        .containsExactly(
            "annotation weir.dev/freshness: does nothing without weir.dev/upstream, which makes"
                + " the project a window");
    assertThat(projects.remarks(project(Window.KEEP, "all"))).hasSize(1);
  }

  @Test
  void aWindowOnTheOwnRegistryIsRemarkedOn() {
    assertThat(projects.remarks(project(Window.UPSTREAM, "registry.test:5000")))
        .singleElement()
        .asString()
        .contains("this server's own registry");
    assertThat(projects.remarks(project(Window.UPSTREAM, "docker.io"))).isEmpty();
  }
}

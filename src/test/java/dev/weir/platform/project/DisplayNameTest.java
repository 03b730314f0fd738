package dev.weir.platform.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.access.RbacAuthorizer;
import dev.weir.access.User;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class DisplayNameTest {
  private static final Scope ANN = new Scope(User.named("ann", User.MASTERS), "");

  private final Store store = new MemoryStore();
  private final RbacAuthorizer policy = new RbacAuthorizer(store);
  private final StoreContext context =
      new StoreContext(store, new OwnHost(store), InstantSource.system());
  private final NamespaceRest namespaces = new NamespaceRest(context);
  private final ProjectRest projects = new ProjectRest(namespaces, policy, policy);
  private final ProjectRequestRest requests = new ProjectRequestRest(context, namespaces, policy);

  @AfterEach
  void close() {
    policy.close();
    store.close();
  }

  private void request(String displayName) {
    ObjectNode request = Json.object().put("displayName", displayName);
    Meta.of(request).put("name", "shop");
    var _ = requests.create(ANN, request, WriteOptions.STORE);
  }

  private void rename(String displayName) {
    var _ =
        projects.update(
            ANN,
            "shop",
            project -> {
              Meta.setAnnotation(project, ProjectRest.DISPLAY_NAME, displayName);
              return project;
            },
            WriteOptions.STORE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\nlines", "a\ttab", "a\rreturn", "nul\0"})
  void isOneLine(String broken) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> request(broken))
        .satisfies(e -> assertThat(e.status().code()).isEqualTo(422))
        .withMessageContaining("metadata.annotations[openshift.io/display-name]: Invalid value")
        .withMessageContaining("may not contain a new line, a tab");
    request("Shop");
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> rename(broken))
        .withMessageContaining("may not contain a new line, a tab");
  }

  @Test
  void mayBeAnyOtherText() {
    request("Été & <shop>");
    rename("Laden — neu");

    assertThat(Meta.annotation(projects.get(ANN, "shop").tree(), ProjectRest.DISPLAY_NAME))
        .isEqualTo("Laden — neu");
  }
}

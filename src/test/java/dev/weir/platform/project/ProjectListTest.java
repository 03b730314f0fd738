package dev.weir.platform.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Authorizer;
import dev.weir.access.Decision;
import dev.weir.access.RbacAuthorizer;
import dev.weir.access.User;
import dev.weir.objects.ContinueToken;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.Meta;
import dev.weir.store.Store;
import dev.weir.store.memory.MemoryStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProjectListTest {
  private static final Scope ANN = new Scope(User.named("ann"), "");

  private final Store store = new MemoryStore();
  private final RbacAuthorizer policy = new RbacAuthorizer(store);
  private final NamespaceRest namespaces =
      new NamespaceRest(new StoreContext(store, new OwnHost(store), InstantSource.system()));
  private final Authorizer authorizer =
      (_, wanted) ->
          wanted.name().startsWith("mine")
              ? new Decision.Allowed("granted")
              : new Decision.Denied("not granted");
  private final ProjectRest projects = new ProjectRest(namespaces, authorizer, policy);

  @BeforeEach
  void namespaces() {
    for (String name : List.of("a-secret", "mine-1", "mine-2", "mine-3", "n-secret", "z-secret")) {
      namespaces.ensure(ANN, name);
    }
  }

  @AfterEach
  void close() {
    policy.close();
    store.close();
  }

  private ObjectList page(int limit, String token) {
    return projects.list(
        ANN,
        new ListOptions(
            LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, limit, token, "", false, false));
  }

  private static List<String> names(ObjectList page) {
    return page.items().stream().map(project -> Meta.name(project.tree())).toList();
  }

  @Test
  void pagesAreFullAndNameNoProjectThatTheCallerMayNotSee() {
    for (int limit = 1; limit <= 4; limit++) {
      List<String> found = new ArrayList<>();
      String token = "";
      do {
        ObjectList page = page(limit, token);
        found.addAll(names(page));
        token = page.continueToken();
        assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
        assertThat(token.isEmpty() ? "" : ContinueToken.parse(token).after())
            .as("place to go on from")
            .doesNotContain("secret");
      } while (!token.isEmpty());
      assertThat(found).as("in pages of %d", limit).containsExactly("mine-1", "mine-2", "mine-3");
    }
  }

  @Test
  void withoutALimitAllVisibleProjectsComeAtOnce() {
    assertThat(names(page(0, ""))).containsExactly("mine-1", "mine-2", "mine-3");
  }
}

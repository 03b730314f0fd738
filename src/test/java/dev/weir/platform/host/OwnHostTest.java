package dev.weir.platform.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.follower.MoveRights;
import dev.weir.host.Hold;
import dev.weir.host.Host;
import dev.weir.host.HostContract;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.value.ValueCodec;
import dev.weir.platform.apps.AppsKinds;
import dev.weir.platform.core.CoreKinds;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.platform.openshift.build.BuildKinds;
import dev.weir.platform.openshift.build.StreamImages;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.Yaml;
import dev.weir.store.Store;
import dev.weir.store.Transaction;
import dev.weir.store.TransactionResult;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What the platform answers to image streams, after its own kinds were written as users do. */
class OwnHostTest extends HostContract {
  private static final User DEV = User.named("dev");

  /** Turned round, so that who reads it plainly reads nothing. */
  private static final ValueCodec TURNED =
      new ValueCodec() {
        @Override
        public byte[] toStore(String key, byte[] encoded) {
          byte[] turned = new byte[encoded.length];
          for (int i = 0; i < encoded.length; i++) {
            turned[i] = encoded[encoded.length - 1 - i];
          }
          return turned;
        }

        @Override
        public byte[] fromStore(String key, byte[] stored) {
          return toStore(key, stored);
        }
      };

  private final Store store = new MemoryStore();
  private final OwnHost host = new OwnHost(store, TURNED);
  private final StoreContext context = new StoreContext(store, host, InstantSource.system());
  private final NamespaceRest namespaces = new NamespaceRest(context);
  private final List<Rest> kinds = new ArrayList<>();

  OwnHostTest() {
    kinds.addAll(CoreKinds.resources(context, namespaces, TURNED).all());
    kinds.addAll(AppsKinds.resources(context));
    kinds.addAll(
        OpenShiftKinds.resources(
            context,
            new BuildKinds.Inputs(
                StreamImages.NONE, MoveRights.ALL, _ -> false, (_, _) -> Optional.empty())));
  }

  @AfterEach
  void close() {
    host.close();
    store.close();
  }

  @Override
  protected Host host() {
    return host;
  }

  @Override
  protected void make(String namespace) {
    namespaces.ensure(new Scope(DEV, ""), namespace);
  }

  @Override
  protected void end(String namespace) {
    var _ = namespaces.delete(new Scope(DEV, ""), namespace, DeleteOptions.NOW);
  }

  @Override
  protected void annotate(String namespace, String name, String value) {
    var _ =
        namespaces.update(
            new Scope(DEV, ""),
            namespace,
            object -> {
              Meta.setAnnotation(object, name, value);
              return object;
            },
            WriteOptions.STORE);
  }

  @Override
  protected void create(String namespace, String plural, String yaml) {
    Rest rest =
        kinds.stream().filter(r -> r.kind().plural().equals(plural)).findFirst().orElseThrow();
    ObjectNode object = (ObjectNode) Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8));
    var _ = rest.create(new Scope(DEV, namespace), object, WriteOptions.STORE);
  }

  private static Transaction.Builder write() {
    return Transaction.builder().put("/test/a", new byte[] {1});
  }

  @Test
  void aHoldLetsAWriteTakePlaceWhileTheNamespaceIsAsItWas() {
    Hold hold = host.hold("shop", Kinds.CONFIG_MAP, "a");
    Transaction.Builder first = write();
    hold.in(first);
    assertThat(store.commit(first.build())).isInstanceOf(TransactionResult.Committed.class);

    end("shop");
    Transaction.Builder late = write();
    hold.in(late);
    assertThat(store.commit(late.build())).isInstanceOf(TransactionResult.ConditionFailed.class);
  }
}

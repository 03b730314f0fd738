package dev.weir.platform.account;

import dev.weir.access.Authenticator;
import dev.weir.access.RbacAuthorizer;
import dev.weir.access.ServiceAccountTokens;
import dev.weir.access.SigningKeys;
import dev.weir.access.Tokens;
import dev.weir.access.User;
import dev.weir.access.seal.AesGcmSealer;
import dev.weir.objects.Catalog;
import dev.weir.objects.InProcessResources;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.value.ValueCodec;
import dev.weir.platform.apps.AppsKinds;
import dev.weir.platform.core.CoreKinds;
import dev.weir.platform.core.NamespaceRest;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.rbac.DefaultPolicy;
import dev.weir.platform.rbac.RbacKinds;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.store.memory.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Service accounts and what surrounds them over a store in memory, with a namespace demo. */
public final class AccountFixture implements AutoCloseable {
  static final Scope DEMO = new Scope(User.named("dev"), "demo");
  static final ResourceKind POD = ResourceKind.namespaced("", "v1", "pods", "pod", "Pod");

  private static final String KEYS = SigningKeys.generate();

  final MemoryStore store = new MemoryStore();
  private final AesGcmSealer sealer = new AesGcmSealer(List.of(AesGcmSealer.newKey()));
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  final StoreContext context = new StoreContext(store, new OwnHost(store), () -> now);
  final Tokens people = new Tokens(store, () -> now);
  final ServiceAccountTokens tokens = withKeys(KEYS);
  final NamespaceRest namespaces = new NamespaceRest(context);
  private final RbacAuthorizer authorizer;
  final Catalog catalog;
  public final InProcessResources resources;

  public AccountFixture() {
    CoreKinds.Made core = CoreKinds.resources(context, namespaces, new Sealed(sealer));
    List<Rest> kinds = new ArrayList<>(core.all());
    Rest pods = new StoredRest(context, POD, Strategy.PLAIN);
    kinds.replaceAll(rest -> rest.kind().plural().equals("pods") ? pods : rest);
    kinds.addAll(
        AccountKinds.resources(
            context,
            tokens,
            Authenticator.anyOf(List.of(people, tokens)),
            new AccountKinds.Bindable(core.secrets(), pods)));
    kinds.addAll(AppsKinds.resources(context));
    authorizer = new RbacAuthorizer(store);
    kinds.addAll(RbacKinds.resources(context, authorizer, authorizer));
    catalog = new Catalog(kinds);
    resources = new InProcessResources(() -> catalog, authorizer, User.system("test"));
    new DefaultPolicy(context).ensure();
    namespace("demo");
  }

  /** The same as somebody else sees it. */
  public InProcessResources as(String user) {
    return new InProcessResources(() -> catalog, authorizer, User.named(user));
  }

  private record Sealed(AesGcmSealer sealer) implements ValueCodec {
    @Override
    public byte[] toStore(String key, byte[] encoded) {
      return sealer.seal(key, encoded);
    }

    @Override
    public byte[] fromStore(String key, byte[] stored) {
      return sealer.open(key, stored);
    }
  }

  ServiceAccountTokens withKeys(String keys) {
    return new ServiceAccountTokens(store, sealer, SigningKeys.parse(keys), () -> now);
  }

  void namespace(String name) {
    namespaces.ensure(new Scope(User.named("dev"), ""), name);
  }

  void pass(java.time.Duration time) {
    now = now.plus(time);
  }

  Rest rest(String plural) {
    return catalog.all().stream()
        .filter(rest -> rest.kind().plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  /** Text with single quotes instead of double ones. */
  static ObjectNode json(String text) {
    return Json.parseObject(
        text.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  ObjectNode create(String plural, String name, String json) {
    ObjectNode object = json(json);
    Meta.of(object).put("name", name);
    return rest(plural).create(DEMO, object, WriteOptions.STORE).tree();
  }

  @Override
  public void close() {
    authorizer.close();
    store.close();
  }
}

package dev.weir.platform.host;

import dev.weir.host.Admission;
import dev.weir.host.Hold;
import dev.weir.host.Host;
import dev.weir.host.PullLogins;
import dev.weir.objects.value.ObjectKey;
import dev.weir.objects.value.ValueCodec;
import dev.weir.platform.core.NamespaceGuard;
import dev.weir.platform.limit.LimitRanges;
import dev.weir.platform.limit.Quotas;
import dev.weir.remote.login.PullSecrets;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Quantity;
import dev.weir.resource.ResourceKind;
import dev.weir.store.RangeQuery;
import dev.weir.store.Store;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** This server's own namespaces, secrets, limits, quotas and workloads. */
public final class OwnHost implements Host, AutoCloseable {
  private final Store store;
  private final ValueCodec secrets;
  private final NamespaceGuard namespaces;
  private final LimitRanges limits;
  private final Admission quotas;
  private final UsedImages images;
  private final Annotations annotations;
  private final PullSecrets pulls = new PullSecrets();

  /** With secrets that lie in the store as they are. */
  public OwnHost(Store store) {
    this(store, ValueCodec.PLAIN);
  }

  /**
   * Over the store of the platform's kinds.
   *
   * @param secrets reads secrets as they lie there
   */
  public OwnHost(Store store, ValueCodec secrets) {
    this.store = store;
    this.secrets = secrets;
    this.namespaces = new NamespaceGuard(store);
    this.limits = new LimitRanges(store);
    this.quotas = new Quotas(store);
    this.images = new UsedImages(store);
    this.annotations = new Annotations(store);
  }

  @Override
  public Hold hold(String namespace, ResourceKind kind, String name) {
    return namespaces.hold(namespace, kind, name);
  }

  @Override
  public boolean exists(String namespace) {
    return namespaces.exists(namespace);
  }

  @Override
  public String uid(String namespace) {
    return namespaces.uid(namespace);
  }

  @Override
  public Map<String, String> annotations(String namespace) {
    return annotations.of(namespace);
  }

  @Override
  public SortedMap<String, String> annotated(String annotation) {
    return annotations.with(annotation);
  }

  @Override
  public PullLogins logins(String namespace) {
    List<ObjectNode> all =
        store.range(RangeQuery.all(ObjectKey.prefix(Kinds.SECRET, namespace))).entries().stream()
            .map(entry -> Json.parseObject(secrets.fromStore(entry.key(), entry.value())))
            .toList();
    return new PullLogins(pulls.given(all), pulls.generated(all));
  }

  @Override
  public Map<String, Quantity> limits(String namespace, String type) {
    return limits.max(namespace, type);
  }

  @Override
  public Admission admission() {
    return quotas;
  }

  @Override
  public Stream<String> images(String namespace) {
    return images.of(namespace);
  }

  @Override
  public void close() {
    annotations.close();
  }
}

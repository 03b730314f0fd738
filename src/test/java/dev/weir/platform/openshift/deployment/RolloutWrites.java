package dev.weir.platform.openshift.deployment;

import dev.weir.client.ObjectWatch;
import dev.weir.client.Resources;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Counts writes, and lets something happen before one, or refuses it. */
final class RolloutWrites implements Resources {
  final Resources real;
  final List<String> made = new CopyOnWriteArrayList<>();
  final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
  volatile Consumer<String> before = _ -> {};

  RolloutWrites(Resources real) {
    this.real = real;
  }

  private void write(String what) {
    if (left.getAndDecrement() <= 0) {
      left.set(0);
      throw ApiStatus.unavailable("the server is gone").exception();
    }
    before.accept(what);
    made.add(what);
  }

  @Override
  public ApiObject get(ResourceKind kind, String namespace, String name, String subresource) {
    return real.get(kind, namespace, name, subresource);
  }

  @Override
  public Listing list(ResourceKind kind, String namespace, Query query) {
    return real.list(kind, namespace, query);
  }

  @Override
  public ObjectWatch watch(
      ResourceKind kind, String namespace, Query query, String resourceVersion) {
    return real.watch(kind, namespace, query, resourceVersion);
  }

  @Override
  public ApiObject create(ResourceKind kind, String namespace, ObjectNode object) {
    write("create " + Meta.name(object));
    return real.create(kind, namespace, object);
  }

  @Override
  public ApiObject tryCreate(ResourceKind kind, String namespace, ObjectNode object) {
    return real.tryCreate(kind, namespace, object);
  }

  @Override
  public ApiObject create(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode body) {
    return real.create(kind, namespace, name, subresource, body);
  }

  @Override
  public ApiObject update(
      ResourceKind kind, String namespace, String name, String subresource, ObjectNode object) {
    write("update " + name);
    return real.update(kind, namespace, name, subresource, object);
  }

  @Override
  public ApiObject patch(
      ResourceKind kind,
      String namespace,
      String name,
      String subresource,
      String mediaType,
      byte[] patch) {
    return real.patch(kind, namespace, name, subresource, mediaType, patch);
  }

  @Override
  public ObjectNode delete(ResourceKind kind, String namespace, String name) {
    return real.delete(kind, namespace, name);
  }

  @Override
  public ObjectNode delete(ResourceKind kind, ApiObject seen) {
    write("delete " + Meta.name(seen.tree()));
    return real.delete(kind, seen);
  }
}

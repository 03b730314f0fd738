package dev.weir.platform.core;

import dev.weir.client.ObjectWatch;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.ResourceKind;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kinds that every Kubernetes of today has and clients ask for without looking whether they are
 * there. Weir keeps none of them: they can be read and watched, and there are none.
 */
final class EmptyRest implements Rest {
  private static final List<ResourceKind> KINDS =
      List.of(
          // kubectl create and apply, of any list with a kind of its own
          ResourceKind.clusterWide(
              "apiextensions.k8s.io",
              "v1",
              "customresourcedefinitions",
              "customresourcedefinition",
              "CustomResourceDefinition",
              "crd",
              "crds"),
          // kubectl apply --prune
          ResourceKind.namespaced(
              "networking.k8s.io", "v1", "ingresses", "ingress", "Ingress", "ing"),
          ResourceKind.clusterWide(
              "", "v1", "persistentvolumes", "persistentvolume", "PersistentVolume", "pv"),
          // kubectl describe service
          ResourceKind.namespaced(
              "discovery.k8s.io", "v1", "endpointslices", "endpointslice", "EndpointSlice"),
          // kubectl cluster-info dump
          ResourceKind.clusterWide("", "v1", "nodes", "node", "Node", "no"));

  private final StoredRest nothing;

  private EmptyRest(StoredRest nothing) {
    this.nothing = nothing;
  }

  static List<Rest> resources(StoreContext context) {
    return KINDS.stream()
        .map(kind -> kind.withVerbs("get", "list", "watch"))
        .<Rest>map(kind -> new EmptyRest(new StoredRest(context, kind, Strategy.PLAIN)))
        .toList();
  }

  @Override
  public ResourceKind kind() {
    return nothing.kind();
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    return nothing.get(scope, name);
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return nothing.list(scope, options);
  }

  @Override
  public ObjectWatch watch(Scope scope, ListOptions options) {
    return nothing.watch(scope, options);
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode object, WriteOptions options) {
    throw notKept();
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    throw notKept();
  }

  @Override
  public ObjectNode delete(Scope scope, String name, DeleteOptions options) {
    throw notKept();
  }

  private RuntimeException notKept() {
    return ApiStatus.methodNotAllowed(
            kind().resource()
                + " are not kept: Weir keeps image streams and the workloads that follow them; make"
                + " this object in the cluster that runs the workloads")
        .exception();
  }
}

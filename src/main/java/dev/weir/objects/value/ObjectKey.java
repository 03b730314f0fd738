package dev.weir.objects.value;

import dev.weir.resource.ResourceKind;

/**
 * Where objects lie in the store: {@code /registry/<group>/<plural>/[<namespace>/]<name>}, with
 * {@code core} for the core group.
 */
public final class ObjectKey {
  private static final String ROOT = "/registry/";

  private ObjectKey() {}

  /** Key of one object. */
  public static String of(ResourceKind kind, String namespace, String name) {
    return prefix(kind, namespace) + name;
  }

  /** Prefix of all objects of a kind, in one namespace or, if that is empty, in all. */
  public static String prefix(ResourceKind kind, String namespace) {
    String group = kind.group().isEmpty() ? "core" : kind.group();
    String all = ROOT + group + "/" + kind.plural() + "/";
    return kind.namespaced() && !namespace.isEmpty() ? all + namespace + "/" : all;
  }
}

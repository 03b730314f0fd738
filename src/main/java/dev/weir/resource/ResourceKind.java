package dev.weir.resource;

import java.util.List;

/**
 * What discovery says of a resource.
 *
 * @param group empty for the core group
 * @param version such as {@code v1}
 * @param plural name in paths, such as {@code imagestreams}
 * @param verbs sorted, as discovery lists them
 */
public record ResourceKind(
    String group,
    String version,
    String plural,
    String singular,
    String kind,
    boolean namespaced,
    List<String> shortNames,
    List<String> categories,
    List<String> verbs) {
  public ResourceKind {
    shortNames = List.copyOf(shortNames);
    categories = List.copyOf(categories);
    verbs = verbs.stream().sorted().toList();
  }

  private static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /** A kind whose objects live in namespaces, with all verbs. */
  public static ResourceKind namespaced(
      String group,
      String version,
      String plural,
      String singular,
      String kind,
      String... shortNames) {
    return new ResourceKind(
        group, version, plural, singular, kind, true, List.of(shortNames), List.of(), ALL_VERBS);
  }

  /** A kind whose objects live in no namespace, with all verbs. */
  public static ResourceKind clusterWide(
      String group,
      String version,
      String plural,
      String singular,
      String kind,
      String... shortNames) {
    return new ResourceKind(
        group, version, plural, singular, kind, false, List.of(shortNames), List.of(), ALL_VERBS);
  }

  /** The same kind in these categories, such as {@code all}. */
  public ResourceKind inCategories(String... names) {
    return new ResourceKind(
        group, version, plural, singular, kind, namespaced, shortNames, List.of(names), verbs);
  }

  /** The same kind with these verbs only. */
  public ResourceKind withVerbs(String... names) {
    return new ResourceKind(
        group, version, plural, singular, kind, namespaced, shortNames, categories, List.of(names));
  }

  /** {@code group/version}, or the bare version in the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code imagestreams.image.openshift.io}, as messages name it; bare in the core group. */
  public String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** {@code ImageStream.image.openshift.io}, as validation messages name it. */
  public String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }
}

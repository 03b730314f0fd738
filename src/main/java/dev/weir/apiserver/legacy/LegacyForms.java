package dev.weir.apiserver.legacy;

import dev.weir.objects.Catalog;
import dev.weir.objects.Rest;
import dev.weir.resource.OldKinds;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.List;

/** The resources of a catalog that existed before API groups, in the forms of that time. */
public final class LegacyForms {
  /** Where they were served, with the paths of the core group below. */
  public static final String ROOT = "/oapi/v1";

  private LegacyForms() {}

  /**
   * In what the two sets of resources differ.
   *
   * @param selfLinks path that addresses in objects begin with; empty for no such addresses
   * @param answersCreateInGroup a POST answers with the object in its group
   */
  record Style(String selfLinks, boolean hasSubresources, boolean answersCreateInGroup) {}

  /** What {@link #ROOT} serves. */
  public static Catalog catalog(Catalog all) {
    Style style = new Style(ROOT, true, false);
    List<Rest> old = new ArrayList<>();
    for (Rest rest : existedThen(all)) {
      old.add(new LegacyResource(rest, oldKind(rest.kind()), style));
    }
    return new Catalog(old);
  }

  /**
   * A catalog with resources in the core group by which clients find the kinds of a file that says
   * {@code apiVersion: v1}. Their names are their own, and discovery only tells of {@code create}:
   * whoever lists everything shall see each object once. What clients do with a file beyond
   * creating, such as {@code apply}, {@code diff} and {@code delete}, is answered all the same.
   */
  public static Catalog withKindsOfOldFiles(Catalog all) {
    Style style = new Style("", false, true);
    List<Rest> served = new ArrayList<>(all.all());
    for (Rest rest : existedThen(all)) {
      ResourceKind kind = rest.kind();
      if (kind.verbs().contains("create") && OldKinds.isWrittenInFiles(kind)) {
        served.add(
            new LegacyResource(
                rest,
                new ResourceKind(
                    "",
                    "v1",
                    "legacy" + kind.plural(),
                    "legacy" + kind.singular(),
                    kind.kind(),
                    kind.namespaced(),
                    List.of(),
                    List.of(),
                    List.of("create")),
                style));
      }
    }
    return new Catalog(served);
  }

  private static List<Rest> existedThen(Catalog all) {
    return all.all().stream().filter(rest -> OldKinds.includes(rest.kind())).toList();
  }

  /** Without group, and without categories (image-api.md 1). */
  static ResourceKind oldKind(ResourceKind kind) {
    return new ResourceKind(
        "",
        "v1",
        kind.plural(),
        kind.singular(),
        kind.kind(),
        kind.namespaced(),
        kind.shortNames(),
        List.of(),
        kind.verbs());
  }
}

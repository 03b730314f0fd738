package dev.weir.prune;

import java.util.List;

/**
 * A workload that names images.
 *
 * @param kind in the singular, lower case, such as {@code deployment}
 */
public record Referrer(String kind, String namespace, String name) {
  private static final int SHOWN = 3;

  /** As {@code oc} tells of it. */
  @Override
  public String toString() {
    String self = kind + "/" + name;
    return namespace.isEmpty() ? self : self + " namespace=" + namespace;
  }

  /** The first few, and how many more there are. */
  public static String some(List<Referrer> all) {
    String first = String.join(", ", all.stream().limit(SHOWN).map(Referrer::toString).toList());
    return all.size() <= SHOWN ? first : first + ", and " + (all.size() - SHOWN) + " more";
  }
}

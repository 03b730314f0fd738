package dev.weir.remote.budget;

/** What a request may take of what a registry grants, from the least on. */
public enum Cost {
  /** Anything but a manifest's bytes. Registries that count pulls do not count it. */
  LOOK,
  /** A manifest is fetched. */
  PULL
}

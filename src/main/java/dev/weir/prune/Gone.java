package dev.weir.prune;

/** A digest that goes from a repository or from the registry, and why. */
public record Gone(String digest, String why) {}

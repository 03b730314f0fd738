package dev.weir.importing;

/** What became of one image that an import is for. */
public record Looked(Wanted wanted, ImportOutcome found) {}

package dev.weir.importing;

/** What became of a repository that an import is for. */
public record LookedRepository(WantedRepository wanted, RepositoryOutcome found) {}

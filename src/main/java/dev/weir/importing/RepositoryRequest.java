package dev.weir.importing;

/**
 * A whole repository to look at.
 *
 * @param from pull spec without tag and digest
 * @param limit most tags that are imported, {@link #DEFAULT_LIMIT} by default; -1 for all
 */
public record RepositoryRequest(String from, boolean insecure, ImportMode mode, int limit) {
  public static final int DEFAULT_LIMIT = 50;
}

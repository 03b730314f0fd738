package dev.weir.importing;

import dev.weir.importing.bounds.TagLimit;
import dev.weir.importing.lists.ImportMode;

/**
 * A whole repository to look at.
 *
 * @param from pull spec without tag and digest
 * @param limit how many of its tags are imported
 */
public record RepositoryRequest(
    String from, boolean insecure, ImportMode mode, TagLimit limit, ImportRequest.Use use) {}

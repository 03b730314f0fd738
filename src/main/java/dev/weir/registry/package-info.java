/**
 * The registry's door: the OCI distribution protocol in front of blobs, links and streams.
 *
 * <pre>
 * RegistryDoor   one request: route, name, caller, right, action; every failure to one translator
 *   Route        a path, read from the right because repository names may hold any word
 *   Routes       the only list of method + path → right + action
 *   Access       who calls, and whether they may
 *   GetManifest, PutManifest, …   one action, one file; those of uploads have a room of their own
 *   RepositoryContent   what a repository shows: its links, and the images of its stream
 * </pre>
 */
@NullMarked
package dev.weir.registry;

import org.jspecify.annotations.NullMarked;

/**
 * Projects that are windows on a whole upstream: whoever pulls from one gets the upstream's
 * repository of that path, through a stream that the pull makes and keeps up to date.
 *
 * <pre>
 *   HOST/hub/library/busybox:1, or ?ns=docker.io   → Windows     whose window, which stream, which path upstream
 *   annotations of the project                     → Window      where it looks, how fresh, for how long kept
 *   a path of any depth                            → RepositoryCode   a stream's name, and back
 * </pre>
 */
@NullMarked
package dev.weir.window;

import org.jspecify.annotations.NullMarked;

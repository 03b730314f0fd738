package dev.weir.access;

import dev.weir.resource.ApiStatus;
import dev.weir.resource.StatusException;

/**
 * A right was asked for and is not held: somebody else may have it. Not that something is forbidden
 * to everybody, such as to fill a project that is being deleted.
 */
public final class DeniedException extends StatusException {
  DeniedException(ApiStatus status) {
    super(status);
  }
}

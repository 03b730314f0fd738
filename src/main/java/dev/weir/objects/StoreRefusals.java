package dev.weir.objects;

import dev.weir.resource.ApiStatus;
import dev.weir.store.ExpiredException;
import dev.weir.store.FutureRevisionException;
import dev.weir.store.StoreException;
import dev.weir.store.TooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failure of the store is for whoever asked for objects. */
public final class StoreRefusals {
  private static final Logger LOG = LoggerFactory.getLogger(StoreRefusals.class);

  private StoreRefusals() {}

  /** The refusal; a failure that is the store's own is logged. */
  public static ApiStatus of(StoreException failure) {
    return switch (failure) {
      case ExpiredException old -> ApiStatus.expired(String.valueOf(old.getMessage()));
      case FutureRevisionException ahead -> ApiStatus.expired(String.valueOf(ahead.getMessage()));
      case TooLargeException large -> ApiStatus.tooLarge(String.valueOf(large.getMessage()));
      default -> {
        LOG.warn("the store failed: {}", failure.getMessage());
        yield ApiStatus.unavailable(
            "the server's store cannot take this now, as when its disk is full; nothing was"
                + " changed, try again later");
      }
    };
  }
}

package dev.weir.importing.bounds;

import dev.weir.access.Shares;
import dev.weir.access.User;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Imports wait for other registries, so only so many are done at a time, in fair shares; the others
 * wait for a place. Safe for threads.
 */
public final class ImportPlaces {
  private final Shares places;

  public ImportPlaces(int places) {
    this.places = new Shares(places);
  }

  /** A place, until it is closed. */
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /** A place as soon as there is one for the user; empty if none is free for so long. */
  public Optional<Place> await(User user, Duration most) throws InterruptedException {
    return places.await(user, 1, most)
        ? Optional.of(() -> places.giveBack(user, 1))
        : Optional.empty();
  }

  /** A place in the share of a user. */
  public record Lent(User user, Place place) implements AutoCloseable {
    @Override
    public void close() {
      place.close();
    }
  }

  /**
   * A place as soon as there is one for any of these; empty if none is free for so long.
   *
   * @param users as they are each time; whoever adds one calls {@link #lookAgain}
   */
  public Optional<Lent> await(Supplier<? extends Collection<User>> users, Duration most)
      throws InterruptedException {
    return places.await(users, 1, most).map(user -> new Lent(user, () -> places.giveBack(user, 1)));
  }

  /** There is another user for whom somebody waits. */
  public void lookAgain() {
    places.lookAgain();
  }

  /** A place, if there is one for the user now. */
  public Optional<Place> take(User user) {
    return places.take(user, 1) ? Optional.of(() -> places.giveBack(user, 1)) : Optional.empty();
  }
}

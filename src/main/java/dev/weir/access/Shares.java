package dev.weir.access;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Divides a number of equal things, such as places or bytes, among users, so that none of them can
 * take all. A user may hold as much as is left when they ask: one alone comes to half, two to a
 * third each, and whoever comes later finds something. The service accounts of a namespace are one
 * user here. All callers without a login together have a small fixed part. The last eighth is for
 * {@code system:masters}, who may take whatever is there.
 *
 * <p>Whoever takes gives back as much; nothing is refused for want of anything else.
 */
public final class Shares {
  private static final int PARTS_IN_RESERVE = 8;
  private static final int PARTS_FOR_ANONYMOUS = 16;

  /** Where the things come from. */
  private interface Source {
    /** How many are taken and could be, as things stand. */
    long total();

    boolean take(long count);

    void giveBack(long count);
  }

  private final Source source;
  private final Map<String, Long> held = new HashMap<>();
  private long taken;

  /** So many things. */
  public Shares(long total) {
    this(
        new Source() {
          @Override
          public long total() {
            return total;
          }

          @Override
          public boolean take(long count) {
            return true;
          }

          @Override
          public void giveBack(long count) {}
        });
  }

  /** Bytes that a purpose may hold: more or fewer, by what the others hold. */
  public Shares(HeapBudget.Part bytes) {
    this(
        new Source() {
          @Override
          public long total() {
            return bytes.room();
          }

          @Override
          public boolean take(long count) {
            return bytes.take(count);
          }

          @Override
          public void giveBack(long count) {
            bytes.giveBack(count);
          }
        });
  }

  private Shares(Source source) {
    this.source = source;
  }

  /** Takes that many, or none and says false. */
  public synchronized boolean take(User user, long count) {
    if (taken + count > most(user) || !source.take(count)) {
      return false;
    }
    taken += count;
    held.merge(party(user), count, Long::sum);
    return true;
  }

  /** As {@link #take}, after waiting for as long as is said until that many can be had. */
  public synchronized boolean await(User user, long count, Duration most)
      throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!take(user, count)) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /**
   * As {@link #await(User, long, Duration)}, for whichever of several users can have that many
   * first.
   *
   * @param users as they are each time; whoever adds one calls {@link #lookAgain}
   */
  public synchronized Optional<User> await(
      Supplier<? extends Collection<User>> users, long count, Duration most)
      throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (true) {
      Optional<User> taker = users.get().stream().filter(user -> take(user, count)).findFirst();
      long left = end - System.nanoTime();
      if (taker.isPresent() || left <= 0) {
        return taker;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** There is another user for whom somebody waits. */
  public synchronized void lookAgain() {
    notifyAll();
  }

  /**
   * Whose share a user takes from: their own, and for service accounts that of their namespace,
   * since whoever may edit it makes as many of them as they like.
   */
  public static String party(User user) {
    return ServiceAccount.namespaceOf(user.name()).map(ServiceAccount::groupOf).orElse(user.name());
  }

  /** How much may be taken by all when this user is done taking. */
  private long most(User user) {
    long total = source.total();
    if (user.groups().contains(User.MASTERS)) {
      return total;
    }
    long reserve = total / PARTS_IN_RESERVE;
    long own = held.getOrDefault(party(user), 0L);
    if (user.isAnonymous()) {
      long anonymous = Math.max(1, total / PARTS_FOR_ANONYMOUS);
      return Math.min(total - reserve, taken - own + anonymous);
    }
    return total - reserve - own;
  }

  /** Gives back what was taken. */
  public synchronized void giveBack(User user, long count) {
    taken -= count;
    source.giveBack(count);
    held.computeIfPresent(party(user), (_, before) -> before == count ? null : before - count);
    notifyAll();
  }

  /** How much is taken by all. */
  public synchronized long taken() {
    return taken;
  }
}

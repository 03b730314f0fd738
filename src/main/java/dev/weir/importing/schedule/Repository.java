package dev.weir.importing.schedule;

import dev.weir.importing.schedule.pace.SlowLane;
import dev.weir.reference.ImageReference;
import dev.weir.remote.budget.Account;

/** One repository as one account sees it, shared by all scheduled tags that follow it. */
final class Repository {
  final Key key;
  final String name;

  /** Scheduled tags that follow it. */
  int members;

  Repository(Key key) {
    this.key = key;
    this.name = key.reference().repository();
  }

  /** So many tags of it are scheduled that most of them are old. */
  boolean isLarge() {
    return members >= SlowLane.MANY;
  }

  /** Which one it is. */
  record Key(Account account, ImageReference reference) {}
}

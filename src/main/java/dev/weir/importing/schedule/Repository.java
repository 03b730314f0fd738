package dev.weir.importing.schedule;

import dev.weir.importing.schedule.pace.SlowLane;
import dev.weir.reference.ImageReference;
import dev.weir.remote.budget.Account;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One repository as one account sees it, shared by all scheduled tags that follow it. */
final class Repository {
  final Key key;
  final String name;

  /** Scheduled tags that follow it. */
  int members;

  /** One of them, which leads to the others. */
  private @Nullable Watched first;

  Repository(Key key) {
    this.key = key;
    this.name = key.reference().repository();
  }

  void add(Watched tag) {
    members++;
    tag.after = first;
    if (first != null) {
      first.before = tag;
    }
    first = tag;
  }

  void remove(Watched tag) {
    members--;
    if (tag.before == null) {
      first = tag.after;
    } else {
      tag.before.after = tag.after;
    }
    if (tag.after != null) {
      tag.after.before = tag.before;
    }
    tag.before = null;
    tag.after = null;
  }

  /** All tags that follow it. */
  List<Watched> tags() {
    List<Watched> all = new ArrayList<>(members);
    for (Watched tag = first; tag != null; tag = tag.after) {
      all.add(tag);
    }
    return all;
  }

  /** So many tags of it are scheduled that most of them are old. */
  boolean isLarge() {
    return members >= SlowLane.MANY;
  }

  /** Which one it is. */
  record Key(Account account, ImageReference reference) {}
}

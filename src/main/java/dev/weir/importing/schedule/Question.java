package dev.weir.importing.schedule;

import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.budget.Account;
import java.util.ArrayList;
import java.util.List;

/**
 * What a registry is asked: whatever is the same here is asked once for all who wait for it.
 *
 * @param logins a name for all logins that it may be shown, which says nothing secret
 * @param repository without tag
 * @param reference tag or digest
 */
record Question(
    Account account, String logins, ImageReference repository, String reference, boolean insecure) {

  /** A question that waits for its turn, and for whom. */
  static final class Ask {
    final Question question;
    final Keyring keyring;

    /** In whose turn it is asked. */
    final String project;

    final List<Watched> who = new ArrayList<>(1);

    /** Somebody said that it moved. */
    boolean hinted;

    /** Its place among all looks of the server was given to it. */
    boolean placed;

    Ask(Question question, Keyring keyring, String project) {
      this.question = question;
      this.keyring = keyring;
      this.project = project;
    }
  }
}

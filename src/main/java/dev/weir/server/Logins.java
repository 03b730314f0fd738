package dev.weir.server;

import dev.weir.access.AuthorizationCodes;
import dev.weir.access.Tokens;
import dev.weir.access.password.HtpasswdFile;
import dev.weir.access.password.PasswordLogins;
import dev.weir.http.BodyBudget;
import dev.weir.oauth.Issuers;
import dev.weir.oauth.OAuthDoor;
import dev.weir.oauth.OAuthKinds;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.platform.user.Directory;
import dev.weir.platform.user.People;
import dev.weir.platform.user.SignIn;
import dev.weir.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;

/** What lets people in, put together. */
final class Logins implements AutoCloseable {
  private final Tokens tokens;
  private final AuthorizationCodes codes;
  private final HtpasswdFile passwords;
  private final Directory directory;
  private final InstantSource steady;

  /**
   * Logins of the users of a file.
   *
   * @param users an htpasswd file, which need not be there
   * @param steady a clock that never goes back, by which failures are forgiven
   */
  Logins(Store store, Tokens tokens, Path users, Clock clock, InstantSource steady) {
    this.tokens = tokens;
    this.codes = new AuthorizationCodes(store, clock, tokens);
    this.passwords = new HtpasswdFile(users, clock);
    this.directory = new Directory(store);
    this.steady = steady;
  }

  /** Knows the tokens that people got. */
  People people() {
    return new People(tokens, directory, passwords);
  }

  AuthorizationCodes codes() {
    return codes;
  }

  /** What logins leave behind, as objects. */
  List<Rest> kinds(StoreContext objects, String apiUrl) {
    return OAuthKinds.resources(objects, tokens, codes, apiUrl);
  }

  /** Where people get tokens. */
  OAuthDoor door(StoreContext objects, Issuers issuers, BodyBudget bodies) {
    PasswordLogins logins = new PasswordLogins(passwords, steady, loginsAtOnce());
    return new OAuthDoor(
        new OAuthDoor.Parts(logins, new SignIn(objects), codes, tokens, bodies), issuers);
  }

  /** A password takes a processor for itself: at most half of them check passwords. */
  private static int loginsAtOnce() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  @Override
  public void close() {
    directory.close();
  }
}

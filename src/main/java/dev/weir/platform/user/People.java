package dev.weir.platform.user;

import dev.weir.access.Authenticator;
import dev.weir.access.Grant;
import dev.weir.access.StoredToken;
import dev.weir.access.Tokens;
import dev.weir.access.User;
import dev.weir.access.password.HtpasswdFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows the tokens that people got by logging in (controllers-and-access.md 7.6). Such a token
 * speaks for its user while it holds, the {@code User} object is the one that it was made for, and
 * the htpasswd file still has the user. Groups are those of this moment.
 */
public final class People implements Authenticator.AtHome {
  private static final List<String> EVERY_PERSONS =
      List.of("system:authenticated", "system:authenticated:oauth");

  private final Tokens tokens;
  private final Directory directory;
  private final HtpasswdFile passwords;

  public People(Tokens tokens, Directory directory, HtpasswdFile passwords) {
    this.tokens = tokens;
    this.directory = directory;
    this.passwords = passwords;
  }

  @Override
  public Optional<User> authenticate(String token) {
    return tokens.find(token).filter(StoredToken::isOfPerson).flatMap(this::user);
  }

  /** Somebody who called earlier, as of this moment: a person has the groups that it has now. */
  public User today(User user) {
    return user.groups().containsAll(EVERY_PERSONS)
        ? new User(user.name(), user.uid(), groups(user.name()), user.extra())
        : user;
  }

  private List<String> groups(String name) {
    List<String> groups = new ArrayList<>(directory.groups(name));
    groups.addAll(EVERY_PERSONS);
    return groups;
  }

  private Optional<User> user(StoredToken token) {
    Grant grant = token.grant();
    String name = grant.user().name();
    String uid = grant.user().uid();
    if (!directory.uid(name).filter(uid::equals).isPresent() || !passwords.has(name)) {
      return Optional.empty();
    }
    return Optional.of(new User(name, uid, groups(name), Map.of(Grant.SCOPES, grant.scopes())));
  }
}

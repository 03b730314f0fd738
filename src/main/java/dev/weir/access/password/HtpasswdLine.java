package dev.weir.access.password;

import java.util.Optional;
import java.util.regex.Pattern;

/** One line of an htpasswd file: {@code user:hash}. */
final class HtpasswdLine {
  /** What can stand as a segment of a path, and is not the API's word for "myself". */
  private static final Pattern USER = Pattern.compile("(?!(\\.{1,2}|~)$)[^/%:\\p{Cntrl}]{1,253}");

  private HtpasswdLine() {}

  sealed interface Outcome {}

  record Usable(String user, Bcrypt hash) implements Outcome {}

  /** Never shows the hash. */
  record Refused(String why) implements Outcome {}

  static Outcome read(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      return new Refused("is not of the form user:hash");
    }
    String user = line.substring(0, colon);
    if (!USER.matcher(user).matches()) {
      return new Refused(
          "the user name is empty, too long, '.', '..' or '~', or holds '/', '%' or a control"
              + " character; choose another");
    }
    Optional<Bcrypt> hash = Bcrypt.parse(line.substring(colon + 1));
    return hash.isPresent()
        ? new Usable(user, hash.get())
        : new Refused(
            "the password of \"%s\" is not hashed by bcrypt with a cost of at most %d; set it with: htpasswd -B FILE %s"
                .formatted(user, Bcrypt.HIGHEST_COST, user));
  }
}

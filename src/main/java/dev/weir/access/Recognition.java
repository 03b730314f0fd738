package dev.weir.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is known of somebody who shows something to be known by. */
public sealed interface Recognition {
  /** It is this user. */
  record Known(User user) implements Recognition {}

  /** What is shown does not hold: it is unknown, has expired or was revoked. */
  record Stranger() implements Recognition {}

  /**
   * Nobody can be asked now.
   *
   * @param reason a clause such as {@code the cluster's API server does not answer}; told to the
   *     caller, who may be anybody
   */
  record Unasked(String reason) implements Recognition {}

  static Recognition of(Optional<User> user) {
    return user.<Recognition>map(Known::new).orElseGet(Stranger::new);
  }

  /**
   * Asks in turn until somebody knows. Where nobody does, one who could not be asked counts for
   * more than those who know of nothing: it may be the one who would.
   *
   * @param question empty where the one who is asked is not meant
   * @return empty if none was meant
   */
  static <T> Optional<Recognition> first(
      List<T> asked, Function<T, Optional<Recognition>> question) {
    Optional<Recognition> best = Optional.empty();
    for (T one : asked) {
      Optional<Recognition> answer = question.apply(one);
      if (answer.isEmpty()) {
        continue;
      }
      switch (answer.get()) {
        case Known _ -> {
          return answer;
        }
        case Unasked _ -> best = best.filter(Unasked.class::isInstance).or(() -> answer);
        case Stranger _ -> best = best.or(() -> answer);
      }
    }
    return best;
  }
}

package dev.weir.remote.outbound;

import dev.weir.remote.budget.Allowance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a registry says is left of what it grants. Three forms are known: that of Docker Hub, {@code
 * RateLimit-Limit: 100;w=21600} with {@code RateLimit-Remaining: 76;w=21600}, which counts pulls
 * alone; that of draft-ietf-httpapi-ratelimit-headers-03 to -06, {@code RateLimit-Limit}, {@code
 * -Remaining} and {@code -Reset}, which -07 has as members of {@code RateLimit}; and that of later
 * drafts, {@code RateLimit: "default";r=50;t=30} with {@code RateLimit-Policy:
 * "default";q=100;w=60}. Of several policies the tightest counts. Nonsense is as nothing, and no
 * time is longer than a day.
 */
final class RateLimits {
  /** For which what was said means something where no time was. */
  private static final Duration UNTOLD = Duration.ofMinutes(5);

  private static final Duration MOST = Duration.ofDays(1);
  private static final int MOST_ITEMS = 20;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");

  private final Function<String, List<String>> headers;
  private final Instant now;

  private RateLimits(Function<String, List<String>> headers, Instant now) {
    this.headers = headers;
    this.now = now;
  }

  /**
   * Reads the headers of one answer.
   *
   * @param headers all values of a name
   * @param now when it came
   * @return empty if it says nothing that can be believed
   */
  static Optional<Allowance> read(Function<String, List<String>> headers, Instant now) {
    RateLimits limits = new RateLimits(headers, now);
    List<HeaderItem> newest = limits.items("ratelimit");
    if (newest.isEmpty()) {
      return limits.threeHeaders();
    }
    return member(newest, "remaining").isEmpty() ? limits.newest(newest) : limits.members(newest);
  }

  private List<HeaderItem> items(String name) {
    return headers.apply(name).stream()
        .flatMap(value -> HeaderItem.list(value).stream())
        .limit(MOST_ITEMS)
        .toList();
  }

  private String first(String name) {
    return headers.apply(name).stream().findFirst().orElse("");
  }

  private Optional<Allowance> threeHeaders() {
    List<HeaderItem> limits = items("ratelimit-limit");
    List<HeaderItem> left = items("ratelimit-remaining");
    if (left.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong limit =
        limits.isEmpty() ? OptionalLong.empty() : number(limits.getFirst().value());
    Optional<Duration> window =
        Stream.concat(
                left.stream().limit(1),
                limits.stream().filter(item -> item.value().equals(limits.getFirst().value())))
            .flatMap(item -> time(item.parameter("w")).stream())
            .findFirst();
    Optional<Duration> reset =
        RetryAfter.read(first("ratelimit-reset").replaceFirst("[,;].*", ""), first("date"), now);
    if (!limits.isEmpty() && limit.isEmpty()) {
      return Optional.empty();
    }
    return allowance(
        limit,
        number(left.getFirst().value()),
        window.isPresent() && reset.isEmpty(),
        reset.or(() -> window));
  }

  private Optional<Allowance> members(List<HeaderItem> items) {
    return allowance(
        number(member(items, "limit")),
        number(member(items, "remaining")),
        false,
        time(member(items, "reset")));
  }

  /** Of a header that is a list of {@code name=value}. */
  private static String member(List<HeaderItem> items, String name) {
    return items.stream()
        .map(HeaderItem::value)
        .filter(text -> text.startsWith(name + "="))
        .map(text -> text.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  private Optional<Allowance> newest(List<HeaderItem> items) {
    List<HeaderItem> policies = items("ratelimit-policy");
    List<Allowance> all = new ArrayList<>();
    for (HeaderItem item : items) {
      Optional<HeaderItem> policy =
          policies.stream().filter(p -> p.value().equals(item.value())).findFirst();
      String quota = policy.map(p -> p.parameter("q")).orElse("");
      OptionalLong limit = number(quota);
      if (quota.isEmpty() || limit.isPresent()) {
        allowance(
                limit,
                number(item.parameter("r")),
                false,
                time(item.parameter("t")).or(() -> policy.flatMap(p -> time(p.parameter("w")))))
            .ifPresent(all::add);
      }
    }
    return all.stream().reduce((a, b) -> b.isTighterThan(a) ? b : a);
  }

  private Optional<Allowance> allowance(
      OptionalLong limit, OptionalLong remaining, boolean pullsOnly, Optional<Duration> span) {
    boolean sane =
        remaining.isPresent()
            && (limit.isEmpty()
                || (limit.getAsLong() > 0 && remaining.getAsLong() <= limit.getAsLong()));
    return sane
        ? Optional.of(
            new Allowance(limit, remaining.getAsLong(), pullsOnly, span.orElse(UNTOLD), now))
        : Optional.empty();
  }

  private static OptionalLong number(String text) {
    return NUMBER.matcher(text).matches()
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /** Seconds; a window of no length is none. */
  private static Optional<Duration> time(String seconds) {
    OptionalLong number = number(seconds);
    return number.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(Math.min(number.getAsLong(), MOST.toSeconds())));
  }
}

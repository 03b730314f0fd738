package dev.weir.apiserver.request;

import dev.weir.http.Exchange;
import dev.weir.objects.ListOptions;
import dev.weir.objects.Waiting;
import dev.weir.objects.WriteOptions;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.FieldSelector;
import dev.weir.resource.LabelSelector;
import dev.weir.resource.StatusException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the options that requests carry in their query (cli.md 18.4, 18.5). */
public final class QueryOptions {
  private static final int LONGEST_MANAGER = 128;
  private static final Duration LONGEST_PATIENCE = Duration.ofDays(365);
  private static final Pattern DURATION_PART =
      Pattern.compile("([0-9]{1,12}(?:[.][0-9]{1,9})?)(h|ms|m|s|us|µs|ns)");

  private QueryOptions() {}

  /** What a list wants; a name in the path counts as a selector for it. */
  public static ListOptions list(Call call) {
    Exchange exchange = call.exchange();
    checkMatch(exchange);
    String version = exchange.query("resourceVersion");
    if (!version.isEmpty() && !version.matches("[0-9]{1,18}")) {
      throw invalid("resourceVersion", version, "must be a number that an answer contained");
    }
    return new ListOptions(
        selector("labelSelector", exchange, LabelSelector::parse),
        fields(call),
        (int) Math.min(Integer.MAX_VALUE, number("limit", exchange).orElse(0L)),
        exchange.query("continue"),
        version,
        flag("sendInitialEvents", exchange),
        flag("allowWatchBookmarks", exchange),
        exact(exchange));
  }

  /**
   * What a watch wants. Without a resource version, or with 0, it begins with what is there:
   * clients count on it (cli.md 18.5).
   */
  public static ListOptions watch(Call call) {
    ListOptions asked = list(call);
    boolean initial =
        call.exchange().hasQuery("sendInitialEvents")
            ? asked.sendInitialEvents()
            : asked.resourceVersion().isEmpty() || asked.resourceVersion().equals("0");
    return new ListOptions(
        asked.labels(), asked.fields(), 0, "", asked.resourceVersion(), initial, asked.bookmarks());
  }

  /** The list must be of exactly the revision that it names. */
  static boolean exact(Exchange exchange) {
    return exchange.query("resourceVersionMatch").equals("Exact");
  }

  /**
   * How to write; {@code dryRun} may only be {@code All}. No managed fields are kept, so that a
   * {@code fieldManager} is only checked.
   */
  public static WriteOptions write(Exchange exchange) {
    checkManager(exchange.query("fieldManager"));
    return new WriteOptions(
        dryRun(exchange.queryValues("dryRun")),
        new Waiting(patience(exchange.query("timeout")), left -> exchange.watchPeer(left)::close));
  }

  /**
   * How long a request may take, as Go writes durations; clients send what {@code
   * --request-timeout} says. Zero and nothing leave it to the server.
   */
  static Optional<Duration> patience(String timeout) {
    Duration sum = Duration.ZERO;
    Matcher part = DURATION_PART.matcher(timeout);
    int end = 0;
    while (part.find() && part.start() == end) {
      double amount = Double.parseDouble(part.group(1));
      sum = sum.plusMillis(Math.round(Math.min(amount * millis(part.group(2)), 1e12)));
      end = part.end();
    }
    if (end != timeout.length() && !timeout.equals("0")) {
      throw invalid("timeout", timeout, "must be a duration such as 30s or 1m30s");
    }
    if (sum.isZero()) {
      return Optional.empty();
    }
    return Optional.of(sum.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : sum);
  }

  private static double millis(String unit) {
    return switch (unit) {
      case "h" -> 3_600_000;
      case "m" -> 60_000;
      case "s" -> 1000;
      case "ms" -> 1;
      default -> 0.001;
    };
  }

  private static void checkManager(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_MANAGER) {
      throw invalid(
          "fieldManager", name, "may not be more than %d bytes".formatted(LONGEST_MANAGER));
    }
    if (!name.codePoints().allMatch(QueryOptions::isPrintable)) {
      throw invalid("fieldManager", name, "should only contain printable characters");
    }
  }

  private static boolean isPrintable(int character) {
    return character == ' '
        || !(Character.isISOControl(character)
            || Character.isWhitespace(character)
            || !Character.isDefined(character));
  }

  static boolean dryRun(List<String> values) {
    for (String value : values) {
      if (!value.equals("All")) {
        throw invalid("dryRun", value, "supported values: All");
      }
    }
    return !values.isEmpty();
  }

  /** The wish for a watch's length; empty if the client leaves it to the server. */
  public static Optional<Duration> timeout(Exchange exchange) {
    return number("timeoutSeconds", exchange).filter(s -> s > 0).map(Duration::ofSeconds);
  }

  /** True for {@code true}, {@code 1} and a name without a value. */
  public static boolean flag(String name, Exchange exchange) {
    String value = exchange.query(name);
    return switch (value) {
      case "true", "1" -> true;
      case "" -> exchange.hasQuery(name);
      case "false", "0" -> false;
      default -> throw invalid(name, value, "must be true or false");
    };
  }

  private static FieldSelector fields(Call call) {
    FieldSelector asked = selector("fieldSelector", call.exchange(), FieldSelector::parse);
    if (call.name().isEmpty() || !call.target().subresource().isEmpty()) {
      return asked;
    }
    var named = new FieldSelector.Requirement("metadata.name", false, call.name());
    return new FieldSelector(
        java.util.stream.Stream.concat(
                asked.requirements().stream(), java.util.stream.Stream.of(named))
            .toList());
  }

  /** The rules of Kubernetes for what may stand together (its "Resource versions"). */
  private static void checkMatch(Exchange exchange) {
    String match = exchange.query("resourceVersionMatch");
    String version = exchange.query("resourceVersion");
    boolean goesOn = !exchange.query("continue").isEmpty();
    if (goesOn && !version.isEmpty() && !version.equals("0")) {
      throw ApiStatus.badRequest("specifying resource version is not allowed when using continue")
          .exception();
    }
    if (match.isEmpty()) {
      return;
    }
    if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
      throw invalid("resourceVersionMatch", match, "must be Exact or NotOlderThan");
    }
    if (goesOn) {
      throw invalid("resourceVersionMatch", match, "is forbidden when continue is provided");
    }
    if (version.isEmpty() && !flag("sendInitialEvents", exchange)) {
      throw invalid(
          "resourceVersionMatch",
          match,
          "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (match.equals("Exact") && version.equals("0")) {
      throw invalid("resourceVersionMatch", match, "is forbidden for resourceVersion \"0\"");
    }
  }

  private static <T> T selector(String name, Exchange exchange, Function<String, T> parse) {
    String text = exchange.query(name);
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException unreadable) {
      throw invalid(name, text, String.valueOf(unreadable.getMessage()));
    }
  }

  private static Optional<Long> number(String name, Exchange exchange) {
    String text = exchange.query(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.matches("[0-9]{1,15}")) {
      throw invalid(name, text, "must be a number that is not negative");
    }
    return Optional.of(Long.parseLong(text));
  }

  private static StatusException invalid(String name, String value, String why) {
    return ApiStatus.badRequest("invalid " + name + " \"" + value + "\": " + why).exception();
  }
}

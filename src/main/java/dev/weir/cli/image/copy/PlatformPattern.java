package dev.weir.cli.image.copy;

import dev.weir.cli.call.CliException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code --filter-by-os}: which images of a list are meant, by {@code os/arch[/variant]}. Platforms
 * are a registry's words and expressions can take for ever: one that takes too many steps matches
 * nothing, and is refused in the end. Safe for threads.
 */
public final class PlatformPattern implements Predicate<String> {
  private static final int MAX_STEPS = 100_000;
  private static final int LONGEST = 200;
  private static final int LONGEST_PATTERN = 1_000;

  private final String text;
  private final Predicate<CharSequence> matches;
  private volatile boolean endless;

  private PlatformPattern(String text, Predicate<CharSequence> matches) {
    this.text = text;
    this.matches = matches;
  }

  /**
   * Reads an expression, which may match any part of a platform.
   *
   * @throws CliException if it is none
   */
  public static PlatformPattern of(String text) {
    if (text.length() > LONGEST_PATTERN) {
      throw invalid("it has more than " + LONGEST_PATTERN + " characters");
    }
    try {
      Pattern pattern = Pattern.compile(text);
      return new PlatformPattern(text, platform -> pattern.matcher(platform).find());
    } catch (PatternSyntaxException e) {
      throw invalid(e.getDescription() + ": " + text);
    } catch (StackOverflowError _) {
      throw invalid("it is nested too deep");
    }
  }

  private static CliException invalid(String reason) {
    return CliException.error(
        "--filter-by-os was not a valid regular expression: "
            + reason.substring(0, 1).toLowerCase(Locale.ROOT)
            + reason.substring(1));
  }

  /** All platforms. */
  static PlatformPattern all() {
    return new PlatformPattern("", _ -> true);
  }

  /** The platform of this machine. */
  static PlatformPattern ofThisMachine() {
    String here = thisMachine();
    return new PlatformPattern(here, platform -> here.contentEquals(platform));
  }

  /** As Go calls it, such as {@code linux/amd64}. */
  public static String thisMachine() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String os = name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : name;
    String architecture =
        switch (System.getProperty("os.arch", "")) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          case "x86", "i386" -> "386";
          case String other -> other;
        };
    return os + "/" + architecture;
  }

  @Override
  public boolean test(String platform) {
    if (platform.length() > LONGEST) {
      return false;
    }
    try {
      return matches.test(new Counted(platform, 0, platform.length(), new AtomicInteger()));
    } catch (TooManySteps | StackOverflowError _) {
      endless = true;
      return false;
    }
  }

  /**
   * Refuses an expression that could not be compared.
   *
   * @throws CliException if that has happened
   */
  public void check() {
    if (endless) {
      throw CliException.error(
          "--filter-by-os takes too long to compare: "
              + text
              + "; repeat no repetition, as in (a+)+");
    }
  }

  private static final class TooManySteps extends RuntimeException {
    TooManySteps() {
      super("too many steps", null, false, false);
    }
  }

  /** A text that can be looked at so many times. */
  private record Counted(String text, int start, int end, AtomicInteger steps)
      implements CharSequence {
    @Override
    public int length() {
      return end - start;
    }

    @Override
    public char charAt(int index) {
      if (steps.incrementAndGet() > MAX_STEPS) {
        throw new TooManySteps();
      }
      return text.charAt(start + index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return new Counted(text, start + from, start + to, steps);
    }

    @Override
    public String toString() {
      return text.substring(start, end);
    }
  }
}

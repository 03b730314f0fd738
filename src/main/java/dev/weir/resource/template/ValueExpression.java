package dev.weir.resource.template;

import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes up values: {@code [a-z0-9]{8}} stands for eight characters of these, {@code \w}, {@code
 * \d}, {@code \a} and {@code \A} for word characters, digits, letters with digits, and signs; all
 * else stands for itself.
 */
final class ValueExpression {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String DIGITS = "0123456789";
  private static final String SIGNS = "~!@#$%^&*()-_+={}[]\\|<,>.?/\"';:`";
  private static final String ALL = LETTERS + DIGITS + SIGNS;

  private static final Pattern CHOICE = Pattern.compile("\\[([a-zA-Z0-9\\-\\\\]+)]\\{([0-9]+)}");
  private static final Pattern PART = Pattern.compile("\\\\[wdaA]|[a-zA-Z0-9]-[a-zA-Z0-9]");
  private static final int MOST = 255;
  private static final int MOST_DIGITS = 3;

  private final RandomGenerator random;
  private final Room room;

  ValueExpression(RandomGenerator random, Room room) {
    this.random = random;
    this.room = room;
  }

  /** An expression that stands for nothing. */
  static final class BadExpressionException extends Exception {
    BadExpressionException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * A value that fits the expression.
   *
   * @throws BadExpressionException in the words of OpenShift
   */
  String value(String expression) throws BadExpressionException {
    StringBuilder value = new StringBuilder();
    Matcher choice = CHOICE.matcher(expression);
    int done = 0;
    while (choice.find()) {
      value.append(expression, done, choice.start());
      String characters = characters(choice.group(1));
      int length = length(choice.group(2));
      room.take(length);
      for (int i = 0; i < length; i++) {
        value.append(characters.charAt(random.nextInt(characters.length())));
      }
      done = choice.end();
    }
    return value.append(expression, done, expression.length()).toString();
  }

  private static int length(String digits) throws BadExpressionException {
    int length = digits.length() > MOST_DIGITS ? 0 : Integer.parseInt(digits);
    if (length < 1 || length > MOST) {
      String shown = digits.length() > 20 ? digits.substring(0, 20) + "…" : digits;
      throw new BadExpressionException(
          "range must be within [1-" + MOST + "] characters (" + shown + ")");
    }
    return length;
  }

  private static String characters(String choice) throws BadExpressionException {
    StringBuilder characters = new StringBuilder();
    Matcher part = PART.matcher(choice);
    int done = 0;
    while (part.find() && part.start() == done) {
      characters.append(part(part.group()));
      done = part.end();
    }
    if (done < choice.length()) {
      throw new BadExpressionException("malformed expression syntax: [" + shortened(choice) + "]");
    }
    return characters.toString();
  }

  private static String part(String part) throws BadExpressionException {
    return switch (part) {
      case "\\w" -> LETTERS + DIGITS + "_";
      case "\\d" -> DIGITS;
      case "\\a" -> LETTERS + DIGITS;
      case "\\A" -> SIGNS;
      default -> {
        int first = ALL.indexOf(part.charAt(0));
        int last = ALL.indexOf(part.charAt(2));
        if (first > last) {
          throw new BadExpressionException("invalid range specified: " + part);
        }
        yield ALL.substring(first, last + 1);
      }
    };
  }

  private static String shortened(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}

package dev.weir.failure;

import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Why something failed that nobody foresaw, for a line of a log or of a terminal. */
public final class Reason {
  private static final Pattern JAVA = Pattern.compile("\\b[a-z]\\w*(\\.[a-z]\\w*)+\\.[A-Z]\\w*");

  private Reason() {}

  /** In words, without names of the program's own parts. */
  public static String of(RuntimeException failure) {
    return switch (failure) {
      case UncheckedIOException e -> FileProblem.named(Objects.requireNonNull(e.getCause()));
      case JacksonException e -> "a document cannot be read at " + TextProblem.place(e);
      case NullPointerException _, ClassCastException _, IndexOutOfBoundsException _ -> fault();
      default -> said(failure.getMessage());
    };
  }

  /** As {@link #of(RuntimeException)}, of what the machine itself could not do. */
  public static String of(Error failure) {
    return switch (failure) {
      case OutOfMemoryError _ -> "there is not enough memory; give the server more";
      default -> fault();
    };
  }

  private static String said(@Nullable String message) {
    return message == null || message.isBlank() || JAVA.matcher(message).find() ? fault() : message;
  }

  private static String fault() {
    return "a fault in Weir itself";
  }
}

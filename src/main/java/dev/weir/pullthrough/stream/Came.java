package dev.weir.pullthrough.stream;

import java.util.function.Function;

/** Something that can be given, and how that came about. */
public record Came<T>(T content, Arrival how) {
  /** Something that was pushed here. */
  public static <T> Came<T> own(T content) {
    return new Came<>(content, new Arrival.Own());
  }

  /** True if it was pushed here. */
  public boolean isOwn() {
    return how instanceof Arrival.Own;
  }

  /** Something made of it, which came in the same way. */
  public <U> Came<U> map(Function<? super T, ? extends U> made) {
    return new Came<>(made.apply(content), how);
  }
}

package dev.weir.cli.call;

import java.util.Optional;

/** The person at the keyboard, if there is one. */
public interface Terminal {
  /** True if a person reads what is printed as an error: hints are given. */
  boolean isThere();

  /** True if what is printed as an error reaches a terminal on which a line can be written over. */
  boolean canRewrite();

  /** What fits on the terminal on which lines can be written over. */
  default Size size() {
    return Size.USUAL;
  }

  /** Letters that fit on a terminal. */
  record Size(int rows, int columns) {
    /** Of one that does not tell. */
    public static final Size USUAL = new Size(24, 80);
  }

  /** Asks for a line; empty if nobody can be asked. */
  Optional<String> ask(String prompt);

  /** Asks for a line that is not shown while it is typed; empty if nobody can be asked. */
  Optional<String> askSecret(String prompt);

  /** Nobody to ask. */
  static Terminal silent(boolean isThere) {
    return new Silent(isThere, false);
  }

  /** Reads hints at most. */
  record Silent(boolean isThere, boolean canRewrite) implements Terminal {
    @Override
    public Optional<String> ask(String prompt) {
      return Optional.empty();
    }

    @Override
    public Optional<String> askSecret(String prompt) {
      return Optional.empty();
    }
  }
}

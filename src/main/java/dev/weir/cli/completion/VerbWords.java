package dev.weir.cli.completion;

import dev.weir.cli.call.Flags;
import java.util.List;
import java.util.function.Supplier;

/**
 * A verb that words can be completed for.
 *
 * @param names all that it is called, its own path first
 * @param flags its own, made when somebody asks
 */
public record VerbWords(List<String> names, String summary, Supplier<Flags> flags) {
  public VerbWords {
    names = List.copyOf(names);
  }

  public String path() {
    return names.getFirst();
  }
}
